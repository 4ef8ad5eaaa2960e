namespace Heliograph.Tests.Common.Ledger;

/// <summary>A promise that was not kept.</summary>
/// <param name="Law">Which promise: one of <see cref="Laws"/>.</param>
/// <param name="What">What was seen, in one line.</param>
/// <param name="Story">Tells what is known of the message concerned, in order; asked for the few that are shown.</param>
public sealed record BrokenPromise(string Law, string What, Func<IReadOnlyList<string>> Story)
{
    public BrokenPromise(string law, string what)
        : this(law, what, () => [])
    {
    }

    public override string ToString() => string.Join("\n      ", [What, .. Story()]);
}
