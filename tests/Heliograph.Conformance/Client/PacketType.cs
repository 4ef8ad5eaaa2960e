namespace Heliograph.Conformance.Client;

/// <summary>Control packet types: the upper half of a packet's first byte.</summary>
public enum PacketType : byte
{
    Reserved,
    Connect,
    ConnAck,
    Publish,
    PubAck,
    PubRec,
    PubRel,
    PubComp,
    Subscribe,
    SubAck,
    Unsubscribe,
    UnsubAck,
    PingReq,
    PingResp,
    Disconnect,
    Auth,
}
