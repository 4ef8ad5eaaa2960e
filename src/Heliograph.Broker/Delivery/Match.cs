using Heliograph.Broker.Sessions;
using Heliograph.Mqtt;

namespace Heliograph.Broker.Delivery;

/// <summary>One receiver of the message being routed.</summary>
internal struct Match
{
    /// <summary>Null when a shared group keeps the message until a member is live.</summary>
    public required Session? Session;

    /// <summary>The lower of published and granted QoS, the highest of all filters that matched [MQTT-3.3.4-2].</summary>
    public required QoS QoS;

    /// <summary>Whether some matching subscription wants the RETAIN flag as published [MQTT-3.3.1-13].</summary>
    public required bool RetainAsPublished;

    public required SharedGroup? Group;

    /// <summary>Whether the record of the publish names this receiver's queue.</summary>
    public bool IsRecorded;

    private uint[]? _ids;
    private int _idCount;

    /// <summary>The subscription identifiers of all filters that matched; null for none.</summary>
    public readonly uint[]? Ids => _ids is null || _ids.Length == _idCount ? _ids : _ids[.._idCount];

    /// <summary>Adds the identifiers of one more filter, at a cost that does not grow with those there are.</summary>
    /// <param name="ids">Shared with the subscription: never written to.</param>
    public void AddIds(uint[]? ids)
    {
        if (ids is null) return;
        if (_ids is null)
        {
            (_ids, _idCount) = (ids, ids.Length);
            return;
        }

        if (_idCount + ids.Length > _ids.Length) Array.Resize(ref _ids, 2 * (_idCount + ids.Length));
        ids.CopyTo(_ids, _idCount);
        _idCount += ids.Length;
    }
}
