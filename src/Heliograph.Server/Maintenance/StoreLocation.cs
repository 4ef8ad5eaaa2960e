using Heliograph.Server.Configuration;
using Heliograph.Server.Instance;
using Heliograph.Storage;

namespace Heliograph.Server.Maintenance;

/// <summary>Where the stored state of an instance is, whether or not the rest of the instance is there.</summary>
internal sealed class StoreLocation
{
    private const string JournalName = "journal";

    private readonly InstanceLayout? _instance;

    private StoreLocation(string data)
    {
        Data = data;
        var parent = Path.GetDirectoryName(data) is { } root ? new InstanceLayout(root) : null;
        _instance = parent is { Exists: true } && parent.Data == data ? parent : null;
    }

    /// <summary>The full path of the data folder.</summary>
    public string Data { get; }

    public string Journal => Path.Combine(Data, JournalName);

    /// <summary>What to call it: the folder that people know.</summary>
    public string Name => _instance?.Root ?? Data;

    /// <summary>Whether anything is stored.</summary>
    public bool HasJournal => Directory.Exists(Journal) && JournalFiles.Of(Journal).Any();

    /// <summary>As the instance says, or where it says nothing that can be read, the defaults.</summary>
    internal StorageOptions Options => _instance is null
        ? new()
        : ConfigurationFile.Load(_instance.ConfigurationFile, InstanceLayout.ConfigurationName).Configuration?.Storage ?? new();

    /// <summary>Takes an instance folder, its data folder, or the folder of its journal.</summary>
    /// <exception cref="OperatorException">It is none of them.</exception>
    public static StoreLocation Find(string folder)
    {
        var layout = InstanceLayout.Of(folder);
        if (!Directory.Exists(layout.Root))
            throw new OperatorException($"there is no folder {folder}", "Name an instance folder or its data folder");
        if (layout.Exists || Directory.Exists(layout.Journal)) return new(layout.Data);
        if (Directory.Exists(Path.Combine(layout.Root, JournalName))) return new(layout.Root);
        var parent = Path.GetDirectoryName(layout.Root);
        if (parent is not null && Path.GetFileName(layout.Root) == JournalName) return new(parent);
        var location = new StoreLocation(layout.Root);
        if (location._instance is not null) return location;
        throw new OperatorException(
            $"{folder} is neither an instance nor the data folder of one", "Name an instance folder or its data folder");
    }

    /// <summary>Keeps brokers and other commands off while it is held.</summary>
    /// <exception cref="OperatorException">Nothing is stored here, or a broker runs on it.</exception>
    internal InstanceLock LockJournal()
    {
        if (!HasJournal)
        {
            throw new OperatorException(
                $"{Name} has no journal: nothing is stored in {Journal}",
                _instance is null ? "Name an instance folder or its data folder" : "An instance has one once it has run");
        }

        return Lock();
    }

    /// <summary>The same where nothing needs to be stored yet.</summary>
    internal InstanceLock Lock() => InstanceLock.Take(Data, Name, "Stop that one first");
}
