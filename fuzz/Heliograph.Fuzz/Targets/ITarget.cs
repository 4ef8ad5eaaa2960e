namespace Heliograph.Fuzz.Targets;

/// <summary>One thing to fuzz. The first bytes of an input choose how it is run, so that a file replays it exactly.</summary>
public interface ITarget
{
    /// <summary>The name on the command line, and of the corpus folder.</summary>
    string Name { get; }

    /// <summary>Byte strings that mutation should insert often.</summary>
    IReadOnlyList<byte[]> Dictionary { get; }

    /// <summary>Runs one input.</summary>
    /// <exception cref="FindingException">A property does not hold. Any other exception is a finding too.</exception>
    void Run(ReadOnlySpan<byte> input);
}
