using System.Net;

namespace Heliograph.Server.Tracing;

/// <summary>One packet as a trace keeps it.</summary>
/// <param name="At">When it was handled or handed to the network.</param>
/// <param name="IsIncoming">Whether the client sent it.</param>
/// <param name="ClientId">As far as it is known. Client data.</param>
/// <param name="Peer">The client's end of the connection.</param>
/// <param name="Local">The broker's end.</param>
/// <param name="Type">Such as PUBLISH.</param>
/// <param name="Summary">Its fields in words, escaped.</param>
/// <param name="Size">Bytes on the wire.</param>
/// <param name="Bytes">The packet without secrets, and without payload where none was asked for.</param>
/// <param name="Introduction">
/// A CONNECT that says the version, for readers of the file, when the connection is older than the trace or its CONNECT was not wanted.
/// </param>
internal sealed record TracedPacket(
    DateTime At, bool IsIncoming, string ClientId, IPEndPoint Peer, IPEndPoint Local, string Type, string Summary, int Size,
    byte[] Bytes, byte[] Introduction);
