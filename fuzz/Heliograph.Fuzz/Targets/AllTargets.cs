namespace Heliograph.Fuzz.Targets;

/// <summary>The targets by their names.</summary>
public static class AllTargets
{
    public static IReadOnlyDictionary<string, ITarget> ByName { get; } = ((ITarget[])
    [
        new CodecTarget(), new TopicsTarget(), new TreeTarget(), new AclTarget(), new PasswordsTarget(), new TomlTarget(), new MosquittoTarget(), new ApolloTarget(),
        new ProxyTarget(), new WebSocketTarget(),
    ]).ToDictionary(target => target.Name);
}
