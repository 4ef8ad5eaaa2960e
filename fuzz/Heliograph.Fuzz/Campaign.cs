using Heliograph.Fuzz.Targets;

namespace Heliograph.Fuzz;

/// <summary>An input that failed, and why.</summary>
public sealed record Finding(byte[] Input, Exception Cause);

/// <summary>Runs the corpus of a target, then inputs made of it, until one fails or <c>goOn</c> says no.</summary>
public sealed class Campaign(ITarget target, IReadOnlyCollection<byte[]> corpus, int seed)
{
    /// <summary>Inputs run so far.</summary>
    public long Runs { get; private set; }

    /// <returns>The first input that fails, or null.</returns>
    public Finding? Run(Func<long, bool> goOn)
    {
        foreach (var input in corpus)
        {
            if (Try(input) is { } known) return known;
        }

        var mutator = new Mutator(seed, [.. corpus], target.Dictionary);
        while (goOn(Runs))
        {
            if (Try(mutator.Next()) is { } found) return found;
        }

        return null;
    }

    private Finding? Try(byte[] input)
    {
        Runs++;
        try
        {
            target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // Whatever is thrown is what we are looking for.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            return new(input, cause);
        }
    }
}
