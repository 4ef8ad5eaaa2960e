using Heliograph.Server.Configuration;

namespace Heliograph.Server.Mosquitto;

/// <summary>A mosquitto.conf with all that it includes, understood. Immutable.</summary>
/// <param name="Broker">What holds for the whole broker, its rights included unless each listener has its own.</param>
/// <param name="Default">The listener that is made of what stands before the first <c>listener</c>.</param>
/// <param name="Listeners">Those of a <c>listener</c> line, in their order.</param>
/// <param name="HasRightsPerListener">Whether each listener has rights of its own.</param>
/// <param name="Notes">What is read and has no effect, for people.</param>
internal sealed record MosquittoConf(
    ConfSection Broker, ConfListener Default, IReadOnlyList<ConfListener> Listeners, bool HasRightsPerListener, IReadOnlyList<string> Notes)
{
    /// <summary>What holds without a file.</summary>
    public static MosquittoConf Empty { get; } = new(new(), new(null), [], HasRightsPerListener: false, []);

    /// <summary>The options for rights that hold at a listener.</summary>
    public ConfSection RightsOf(ConfListener listener) => HasRightsPerListener ? listener.Section : Broker;

    /// <summary>Reads a file and what it includes.</summary>
    /// <exception cref="MosquittoConfException">Something in it is wrong or not supported.</exception>
    public static MosquittoConf Read(string path)
    {
        var parser = new ConfParser();
        var conf = parser.Parse(path);
        return parser.Errors.Count == 0 ? conf : throw new MosquittoConfException(parser.Errors);
    }
}

/// <summary>One listener of a mosquitto.conf.</summary>
/// <param name="line">Its <c>listener</c> line; null for the default one.</param>
internal sealed class ConfListener(ConfLine? line)
{
    public ConfLine? Line => line;

    /// <summary>Its options.</summary>
    public ConfSection Section { get; } = new();

    /// <summary>0 stands for none.</summary>
    public int Port => (int)(line is null ? Section.Number("port", 0) : ConfValue.Number(line.Value.Split(' ')[0]) ?? 0);

    /// <summary>The address, host or path to bind; null for any address.</summary>
    public string? Address => line is null
        ? Section.Text("bind_address")
        : line.Value.IndexOf(' ') is >= 0 and var space ? line.Value[space..].Trim() : null;
}

/// <summary>A mosquitto.conf cannot be run.</summary>
/// <param name="errors">All that is wrong with it.</param>
internal sealed class MosquittoConfException(IReadOnlyList<ConfigurationError> errors)
    : OperatorException(string.Join(Environment.NewLine, errors).TrimEnd('.'), $"Correct {(errors.Count == 1 ? "it" : "them")} and start again")
{
    public IReadOnlyList<ConfigurationError> Errors => errors;
}
