namespace Heliograph.Cli.Client;

/// <summary>A will as given on the command line.</summary>
internal sealed record Will(string Topic, byte[] Payload, int QoS, bool Retain);
