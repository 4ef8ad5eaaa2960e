namespace Heliograph.Tests.Common.Clients;

/// <summary>The broker sent what the standard forbids.</summary>
public sealed class ProtocolException(string message) : Exception(message);
