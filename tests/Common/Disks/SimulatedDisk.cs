using Heliograph.Storage.Disks;

namespace Heliograph.Tests.Common.Disks;

/// <summary>
/// A folder in memory that can do what disks do: lose, tear and reorder at a power cut what was not synced, fail a call,
/// be full. The same seed and calls give the same outcome.
/// </summary>
/// <remarks>
/// Bytes are durable after the file's sync. A name that was given, moved or deleted is so after <see cref="SyncFolder"/>;
/// before, each such change survives a power cut or does not, whatever became of the others.
/// </remarks>
public sealed class SimulatedDisk : IDisk
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedFile> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedFile> _durableNames = new(StringComparer.Ordinal);
    private readonly List<NameChange> _changes = []; // since the last sync of the folder
    private int _epoch; // handles from before a power cut are dead

    public string Folder => "simulated";

    /// <summary>Bytes that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public long UsedBytes
    {
        get
        {
            lock (_gate) return _names.Values.Sum(file => file.Length);
        }
    }

    public long FreeBytes => Capacity - UsedBytes;

    /// <summary>Calls so far that could have failed.</summary>
    public int Calls { get; private set; }

    /// <summary>Syncs of files so far.</summary>
    public int Syncs { get; private set; }

    /// <summary>Writes so far.</summary>
    public int Writes { get; private set; }

    /// <summary>Asked before each call with its number, from 1, and what it is: throws when the call is to fail.</summary>
    public Action<int, string>? BeforeCall { get; set; }

    public IReadOnlyList<string> List()
    {
        lock (_gate) return [.. _names.Keys.Order(StringComparer.Ordinal)];
    }

    public IDiskFile Open(string name) => OpenExisting(name, mayWrite: true);

    public IDiskFile OpenRead(string name) => OpenExisting(name, mayWrite: false);

    public IDiskFile Create(string name)
    {
        Enter($"create {name}");
        lock (_gate)
        {
            var file = new SimulatedFile(name);
            Change(new(name, file, From: null));
            return new SimulatedHandle(this, file, _epoch, mayWrite: true);
        }
    }

    public void Rename(string from, string to)
    {
        Enter($"rename {from} to {to}");
        lock (_gate) Change(new(to, _names.TryGetValue(from, out var file) ? file : throw Missing(from), from));
    }

    public void Delete(string name)
    {
        Enter($"delete {name}");
        lock (_gate) Change(new(name, File: null, From: null));
    }

    public void SyncFolder()
    {
        Enter("sync folder");
        lock (_gate)
        {
            _changes.Clear();
            _durableNames.Clear();
            foreach (var (name, file) in _names) _durableNames.Add(name, file);
        }
    }

    /// <summary>The power fails: of everything that was not synced, the seed decides what is there afterwards.</summary>
    public void CutPower(Random random)
    {
        lock (_gate)
        {
            _epoch++;
            foreach (var file in _names.Values.Concat(_durableNames.Values).Distinct()) file.LosePower(random);
            _names.Clear();
            foreach (var (name, file) in _durableNames) _names.Add(name, file);
            foreach (var change in _changes)
            {
                if (random.Next(2) == 0) change.ApplyTo(_names);
            }

            _changes.Clear();
            _durableNames.Clear();
            foreach (var (name, file) in _names) _durableNames.Add(name, file);
        }
    }

    /// <summary>The process is killed: files stay as they are, open ones are closed.</summary>
    public void Kill()
    {
        lock (_gate) _epoch++;
    }

    /// <summary>A copy with all that is there now, durably.</summary>
    public SimulatedDisk Copy()
    {
        var copy = new SimulatedDisk();
        lock (_gate)
        {
            foreach (var (name, file) in _names) copy._names.Add(name, file.Copy());
            foreach (var (name, file) in copy._names) copy._durableNames.Add(name, file);
        }

        return copy;
    }

    /// <summary>The bytes of a file, to look at or to damage.</summary>
    public byte[] Bytes(string name)
    {
        lock (_gate) return _names[name].ToArray();
    }

    /// <summary>Puts other bytes into a file, durably.</summary>
    public void SetBytes(string name, ReadOnlySpan<byte> bytes)
    {
        lock (_gate) (_names[name] = _durableNames[name] = new(name)).SetDurable(bytes);
    }

    internal void Enter(string call)
    {
        int number;
        lock (_gate)
        {
            number = ++Calls;
            if (call.StartsWith("sync ", StringComparison.Ordinal) && call != "sync folder") Syncs++;
            if (call.StartsWith("write ", StringComparison.Ordinal)) Writes++;
        }

        BeforeCall?.Invoke(number, call);
    }

    internal void CheckAlive(int epoch)
    {
        if (epoch != _epoch) throw new IOException("the file was opened before the machine stopped");
    }

    internal void CheckRoom(long moreBytes)
    {
        if (moreBytes > 0 && FreeBytes < moreBytes) throw new DiskFullException("the simulated disk is full");
    }

    private SimulatedHandle OpenExisting(string name, bool mayWrite)
    {
        Enter($"open {name}");
        lock (_gate)
        {
            var file = _names.TryGetValue(name, out var found) ? found : throw Missing(name);
            return new(this, file, _epoch, mayWrite);
        }
    }

    private void Change(NameChange change)
    {
        change.ApplyTo(_names);
        _changes.Add(change);
    }

    private static FileNotFoundException Missing(string name) => new($"there is no file {name}");
}
