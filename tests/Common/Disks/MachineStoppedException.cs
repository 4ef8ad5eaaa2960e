namespace Heliograph.Tests.Common.Disks;

/// <summary>Thrown by a call at which the machine stops: no failure that the journal may handle.</summary>
public sealed class MachineStoppedException() : Exception("the machine stopped");
