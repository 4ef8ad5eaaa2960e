namespace Heliograph.Crash.Running;

/// <summary>An instance folder that outlives its processes: on loopback, any free port, no user name needed.</summary>
internal sealed class Instance : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heliograph-crash-").FullName;

    private Instance()
    {
    }

    public string Path => System.IO.Path.Combine(_folder, "mybroker");

    /// <summary>Leaves the folder for whoever looks into a failure.</summary>
    public bool IsKept { get; set; }

    /// <param name="settings">Further lines of the configuration, by what stands there by default.</param>
    public static async Task<Instance> CreateAsync(IReadOnlyDictionary<string, string> settings)
    {
        var instance = new Instance();
        using var create = new ProgramProcess("create", instance.Path, "--port", "0");
        await create.Ended;
        if (create.ExitCode != 0) throw new InvalidOperationException($"heliograph create failed:\n{create.Output}");
        Edit(instance.File("heliograph.toml"), "address = \"0.0.0.0\"", "address = \"127.0.0.1\"");
        Edit(instance.File("heliograph.toml"), "# allow_anonymous = false", "allow_anonymous = true");
        foreach (var (byDefault, line) in settings) Edit(instance.File("heliograph.toml"), byDefault, line);
        System.IO.File.WriteAllText(instance.File("acl"), "topic readwrite #\n");
        return instance;
    }

    public ProgramProcess Start() => new("run", Path);

    public void Dispose()
    {
        if (!IsKept) Directory.Delete(_folder, recursive: true);
    }

    private string File(string name) => System.IO.Path.Combine(Path, "etc", name);

    private static void Edit(string file, string before, string after)
    {
        var text = System.IO.File.ReadAllText(file);
        if (!text.Contains(before)) throw new InvalidOperationException($"{file} has no line: {before}");
        System.IO.File.WriteAllText(file, text.Replace(before, after));
    }
}
