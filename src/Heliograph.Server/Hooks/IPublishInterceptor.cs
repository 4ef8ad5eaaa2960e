using Heliograph.Broker.Interception;

namespace Heliograph.Server.Hooks;

/// <summary>Sees each PUBLISH of a client that the access rules allow, before anyone gets it: passes it, changes it, or drops it.</summary>
/// <remarks>
/// Called on threads of the thread pool, by many at once, for one connection one after the other: its order is kept, and the
/// connection is read no further meanwhile. Wills, and what the program or the console publishes, are not asked about.
/// </remarks>
public interface IPublishInterceptor
{
    /// <summary>Says what becomes of it.</summary>
    /// <param name="publish">What the client published, or what the interceptor before this one made of it.</param>
    /// <param name="stop">Ends when the connection is gone, or the time is over that hooks may take.</param>
    /// <returns>
    /// <see cref="PublishVerdict.Pass"/>, <see cref="PublishVerdict.Changed"/> or <see cref="PublishVerdict.Dropped"/>. An exception, or
    /// no answer in time, is <see cref="PublishVerdict.Failed"/>.
    /// </returns>
    ValueTask<PublishVerdict> InterceptAsync(InterceptedPublish publish, CancellationToken stop);
}
