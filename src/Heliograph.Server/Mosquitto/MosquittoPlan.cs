using Heliograph.Broker;

namespace Heliograph.Server.Mosquitto;

/// <summary>A command line and its file, read and mapped: all that a start or a reload needs. Immutable.</summary>
internal sealed record MosquittoPlan
{
    public required MosquittoConf Conf { get; init; }

    public required bool IsLocalOnly { get; init; }

    public required IReadOnlyList<MappedListener> Listeners { get; init; }

    public required BrokerOptions Broker { get; init; }

    public required MosquittoLogOptions Log { get; init; }

    /// <summary>The rights by the names of the listeners.</summary>
    public required IReadOnlyDictionary<string, MosquittoRights> Rights { get; init; }

    /// <summary>The path of the file that Mosquitto would keep state in; null when none is kept.</summary>
    public required string? PersistenceFile { get; init; }

    /// <summary>Where the number of the process is written; null for nowhere.</summary>
    public required string? PidFile { get; init; }

    /// <summary>Bytes that the process may use; 0 leaves the choice to the server.</summary>
    public required long MemoryBytesMax { get; init; }

    /// <summary>Reads the file and all that it names.</summary>
    /// <exception cref="OperatorException">Something is wrong, or not supported.</exception>
    public static MosquittoPlan Of(MosquittoCommandLine command)
    {
        var conf = command.File is { } file ? MosquittoConf.Read(file) : MosquittoConf.Empty;
        var mapping = new ListenerMapping(conf, command.Ports);
        var listeners = mapping.Map();
        var rights = new RightsReader(conf, mapping.IsLocalOnly);
        return new()
        {
            Conf = conf,
            IsLocalOnly = mapping.IsLocalOnly,
            Listeners = listeners,
            Broker = ConfMapping.BrokerOptionsOf(conf),
            Log = MosquittoLogOptions.Of(conf, command.IsVerbose),
            Rights = listeners.ToDictionary(listener => listener.Options.Name, listener => rights.Of(listener.Source)),
            PersistenceFile = conf.Broker.Flag("persistence", false)
                ? Path.GetFullPath((conf.Broker.Text("persistence_location") ?? "") + (conf.Broker.Text("persistence_file") ?? "mosquitto.db"))
                : null,
            PidFile = conf.Broker.Text("pid_file"),
            MemoryBytesMax = conf.Broker.Number("memory_limit", 0),
        };
    }
}
