using System.Globalization;

namespace Heliograph.Server.Instance;

/// <summary>Keeps a second process off an instance's folder. Held from the start to the stop; a killed process holds nothing.</summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _holder;

    private InstanceLock(FileStream held, string holder) => (_held, _holder) = (held, holder);

    /// <summary>Takes the lock of an instance.</summary>
    /// <exception cref="OperatorException">Another process has it, or its file cannot be written.</exception>
    public static InstanceLock Take(InstanceLayout layout)
    {
        var holder = Path.Combine(layout.Data, "heliograph.pid");
        try
        {
            Directory.CreateDirectory(layout.Data);
            var held = new FileStream(
                Path.Combine(layout.Data, "heliograph.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(held, holder);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new OperatorException(
                $"the folder {layout.Data} cannot be written: {failure.Message.TrimEnd('.')}", "Correct its permissions", failure);
        }
        catch (IOException failure)
        {
            throw new OperatorException(
                $"the instance {layout.Root} cannot be locked; {HolderText(holder)}",
                "Stop that one first, or make another instance with heliograph create", failure);
        }
    }

    public void Dispose()
    {
        try
        {
            File.Delete(_holder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It only says who holds the lock, and soon nobody does.
        }

        _held.Dispose();
    }

    private static string HolderText(string holder)
    {
        try
        {
            return $"it runs already as process {File.ReadAllText(holder)}";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "it seems to run already";
        }
    }
}
