using System.Collections;
using Heliograph.Broker.Access;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Heliograph.Server.Listeners.Epoll;

/// <summary>The features of a connection: those that each has take no table.</summary>
internal sealed class EpollFeatures(EpollConnection connection) : IFeatureCollection
{
    private Peer? _peer;
    private FeatureCollection? _others;

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            if (key == typeof(Peer)) return _peer;
            if (key == typeof(ILoopFeature) || key == typeof(IConnectionSocketFeature)) return connection;
            return _others?[key];
        }
        set
        {
            Revision++;
            if (key == typeof(Peer)) _peer = (Peer?)value;
            else (_others ??= new())[key] = value;
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        yield return new(typeof(ILoopFeature), connection);
        yield return new(typeof(IConnectionSocketFeature), connection);
        if (_peer is not null) yield return new(typeof(Peer), _peer);
        foreach (var other in _others ?? []) yield return other;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
