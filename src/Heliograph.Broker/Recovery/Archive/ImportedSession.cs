using Heliograph.Broker.Messages;
using Heliograph.Mqtt.Topics;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>The session whose lines are being read: what may stand once only.</summary>
internal sealed class ImportedSession(long id, string clientId)
{
    private readonly HashSet<byte[]> _filters = new(Utf8Comparer.Instance);
    private readonly HashSet<ushort> _inbound = [], _inflight = [];
    private bool _hasWill;

    public long Id => id;

    public string ClientId => clientId;

    public void AddFilter(byte[] filter, ArchiveLine line)
    {
        var isValid = TopicFilter.IsShared(filter) ? TopicFilter.TrySplitShared(filter, out _, out _) : TopicFilter.IsValid(filter);
        if (!isValid) throw line.Wrong(Fields.Filter, "is no topic filter");
        if (!_filters.Add(filter)) throw line.Wrong(Fields.Filter, "is subscribed to already");
    }

    public ushort AddInbound(ArchiveLine line) => Add(_inbound, line);

    public ushort AddInflight(ArchiveLine line) => Add(_inflight, line);

    public void AddWill(ArchiveLine line)
    {
        if (_hasWill) throw line.Wrong(Fields.ClientId, "has a will already");
        _hasWill = true;
    }

    private static ushort Add(HashSet<ushort> packetIds, ArchiveLine line)
    {
        var packetId = (ushort)line.Number(Fields.PacketId, 1, ushort.MaxValue);
        return packetIds.Add(packetId) ? packetId : throw line.Wrong(Fields.PacketId, "is in use already");
    }
}
