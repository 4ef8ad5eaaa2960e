using System.Globalization;

namespace Heliograph.Server.Instance;

/// <summary>Keeps a second process off an instance's folder. Held from the start to the stop; a killed process holds nothing.</summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _holder;

    private InstanceLock(FileStream held, string holder) => (_held, _holder) = (held, holder);

    /// <summary>Takes the lock of an instance, to run it.</summary>
    /// <exception cref="OperatorException">Another process has it, or its file cannot be written.</exception>
    public static InstanceLock Take(InstanceLayout layout) =>
        Take(layout.Data, $"the instance {layout.Root}", "Stop that one first, or make another instance with heliograph create");

    /// <summary>Takes the lock that is in a data folder.</summary>
    /// <param name="data">The folder; made when it does not exist.</param>
    /// <param name="what">What to call it in a refusal.</param>
    /// <param name="remedy">What to do when another process has it.</param>
    /// <exception cref="OperatorException">Another process has it, or its file cannot be written.</exception>
    public static InstanceLock Take(string data, string what, string remedy)
    {
        var holder = Path.Combine(data, "heliograph.pid");
        try
        {
            Directory.CreateDirectory(data);
            var held = new FileStream(
                Path.Combine(data, "heliograph.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new(held, holder);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new OperatorException(
                $"the folder {data} cannot be written: {failure.Message.TrimEnd('.')}", "Correct its permissions", failure);
        }
        catch (IOException failure)
        {
            throw new OperatorException($"{what} cannot be locked; {HolderText(holder)}", remedy, failure);
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
            return $"process {File.ReadAllText(holder)} uses it";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "another process uses it";
        }
    }
}
