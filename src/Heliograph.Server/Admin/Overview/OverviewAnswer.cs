using Heliograph.Server.Admin.Listeners;

namespace Heliograph.Server.Admin.Overview;

/// <summary>The broker at a glance.</summary>
internal sealed record OverviewAnswer(
    string Version, DateTime StartedAt, DateTime Now, int Connections, int ClientsConnected, int Sessions, int SessionsMaximum,
    int Subscriptions, int SharedSubscriptions, Amount Retained, Amount Queued, Traffic Rates, Traffic Totals, MemoryUse Memory,
    StoreRow? Store, IReadOnlyList<ListenerRow> Listeners, IReadOnlyList<Alarm> Alarms);

/// <summary>Messages and their bytes.</summary>
internal sealed record Amount(long Messages, long Bytes);

/// <summary>What went through: in all, or per second.</summary>
internal sealed record Traffic(
    double MessagesReceived, double MessagesSent, double BytesReceived, double BytesSent, double Dropped, double Connects, double Refused);

internal sealed record MemoryUse(long WorkingSetBytes, long HeapBytes, long CeilingBytes, bool IsShort);

internal sealed record StoreRow(string Level, long BytesOnDisk, long FreeBytes, bool IsShort);

/// <summary>Something that someone should do something about.</summary>
/// <param name="Id">Always the same for the same cause.</param>
/// <param name="Severity">warning or error.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record Alarm(string Id, string Severity, string Text, string Remedy);

/// <summary>The last minutes: points of equal distance, oldest first.</summary>
internal sealed record HistoryAnswer(
    int StepSeconds, DateTime From, double[] MessagesReceived, double[] MessagesSent, double[] BytesReceived, double[] BytesSent,
    double[] Dropped, double[] Connections, double[] Queued);
