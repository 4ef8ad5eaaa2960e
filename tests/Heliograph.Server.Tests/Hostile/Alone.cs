namespace Heliograph.Server.Tests.Hostile;

/// <summary>Tests that measure memory and latency run with no other test beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
