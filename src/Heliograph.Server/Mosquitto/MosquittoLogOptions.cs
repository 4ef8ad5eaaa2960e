namespace Heliograph.Server.Mosquitto;

/// <summary>What is logged, how and where to, as log_* and connection_messages say.</summary>
internal sealed record MosquittoLogOptions
{
    /// <summary>The kinds of lines that are written.</summary>
    public LogTypes Types { get; init; } = LogTypes.Usual;

    /// <summary>How the time at the front of a line is written; empty for seconds since 1970, null for none.</summary>
    public string? TimeFormat { get; init; } = "";

    /// <summary>Whether clients that come and go are told.</summary>
    public bool ConnectionMessages { get; init; } = true;

    public bool ToStandardError { get; init; } = true;

    public bool ToStandardOutput { get; init; }

    /// <summary>The facility for the system's log, of which 16 is local0; null to leave that alone.</summary>
    public int? SyslogFacility { get; init; }

    /// <summary>A file that is added to; null for none.</summary>
    public string? File { get; init; }

    /// <summary>As a file says, and <c>-v</c>.</summary>
    /// <exception cref="MosquittoConfException">A value is none that there is.</exception>
    public static MosquittoLogOptions Of(MosquittoConf conf, bool isVerbose)
    {
        var broker = conf.Broker;
        var destinations = broker.All("log_dest").ToArray();
        return new()
        {
            Types = isVerbose ? LogTypes.All : TypesOf(broker),
            TimeFormat = broker.Flag("log_timestamp", true) ? broker.Text("log_timestamp_format") ?? "" : null,
            ConnectionMessages = broker.Flag("connection_messages", true),
            ToStandardError = destinations.Length == 0 || destinations.Any(line => line.Value == "stderr"),
            ToStandardOutput = destinations.Any(line => line.Value == "stdout"),
            SyslogFacility = destinations.Any(line => line.Value == "syslog") ? FacilityOf(broker) : null,
            File = destinations.Select(FileOf).OfType<string>().LastOrDefault(),
        };
    }

    private static LogTypes TypesOf(ConfSection broker)
    {
        var types = LogTypes.None;
        var lines = broker.All("log_type").ToArray();
        foreach (var line in lines)
        {
            if (line.Value == "none") types = LogTypes.None;
            else types |= TypeOf(line);
        }

        return lines.Length == 0 ? LogTypes.Usual : types;
    }

    private static LogTypes TypeOf(ConfLine line) => line.Value switch
    {
        "error" => LogTypes.Error,
        "warning" => LogTypes.Warning,
        "notice" => LogTypes.Notice,
        "information" => LogTypes.Information,
        "debug" => LogTypes.Debug,
        "subscribe" => LogTypes.Subscribe,
        "unsubscribe" => LogTypes.Unsubscribe,
        "websockets" or "internal" => LogTypes.None,
        "all" => LogTypes.All,
        _ => throw Wrong(line, "write error, warning, notice, information, debug, subscribe, unsubscribe, websockets, all or none"),
    };

    private static int FacilityOf(ConfSection broker)
    {
        const int daemon = 3, local0 = 16;
        return broker.Number("log_facility") is { } number ? local0 + (int)number : daemon;
    }

    private static string? FileOf(ConfLine line)
    {
        if (line.Value is "stderr" or "stdout" or "syslog" or "none") return null;
        if (!line.Value.StartsWith("file ", StringComparison.Ordinal)) throw Wrong(line, "write stderr, stdout, syslog, file PATH or none");
        return Path.GetFullPath(line.Value["file ".Length..].Trim());
    }

    private static MosquittoConfException Wrong(ConfLine line, string remedy) =>
        new([new(line.File, line.Number, 0, $"{line.Option.Name} cannot be '{line.Value}'", char.ToUpperInvariant(remedy[0]) + remedy[1..])]);
}

/// <summary>The kinds of lines in Mosquitto's log.</summary>
[Flags]
internal enum LogTypes : byte
{
    None = 0,
    Error = 1,
    Warning = 2,
    Notice = 4,
    Information = 8,
    Debug = 16,
    Subscribe = 32,
    Unsubscribe = 64,

    /// <summary>What is written when nothing is said.</summary>
    Usual = Error | Warning | Notice | Information,

    All = Usual | Debug | Subscribe | Unsubscribe,
}
