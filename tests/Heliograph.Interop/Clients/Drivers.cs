using System.Diagnostics;

namespace Heliograph.Interop.Clients;

/// <summary>
/// The programs in <c>python/</c>, <c>node/</c> and <c>c/</c> that carry a scenario's commands to a library.
/// </summary>
internal static class Drivers
{
    private static readonly Lazy<Task<Tool>> CompiledC = new(CompileAsync);

    public static async Task<Tool> GetAsync(ClientLibrary library) => library switch
    {
        ClientLibrary.PahoPython => Tool.Find("python3", "python3-paho-mqtt", Source("python/driver.py")),
        ClientLibrary.MqttJs => Tool.Find(
            "node", "nodejs, and `npm ci` in tests/Heliograph.Interop/node", Source("node/driver.js")),
        ClientLibrary.PahoC => await CompiledC.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(library), library, "It has no driver."),
    };

    private static string Source(string file) => Path.Combine(Checkout.Root, "tests/Heliograph.Interop", file);

    private static async Task<Tool> CompileAsync()
    {
        var compiler = Tool.Find("gcc", "gcc");
        var program = Path.Combine(AppContext.BaseDirectory, "paho-c-driver");
        string[] arguments =
        [
            "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O1",
            Source("c/driver.c"), "-o", program, "-lpaho-mqtt3c", "-lpthread",
        ];
        var start = new ProcessStartInfo(compiler.Path, arguments) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? new Tool(program, "It needs the package libpaho-mqtt-dev.")
            : throw new InvalidOperationException(
                $"The Paho C driver does not compile; it needs the packages libpaho-mqtt-dev and libc6-dev. {errors}");
    }
}
