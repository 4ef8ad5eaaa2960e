namespace Heliograph.Cli.Client;

/// <summary>How a connection ended that nobody here wanted to end.</summary>
/// <param name="Cause">The reason in words.</param>
/// <param name="MayReconnect">Whether the same client may well come back: the broker stopped or the network broke, and nothing the client did was refused.</param>
internal sealed record ConnectionLoss(string Cause, bool MayReconnect);
