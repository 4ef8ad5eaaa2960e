namespace Heliograph.Broker.Access.Acl;

/// <summary>The sections of a rules text, and which of them speak of whom. Immutable.</summary>
/// <param name="anonymous">Of clients without a user name.</param>
/// <param name="everyone">Of everybody.</param>
/// <param name="users">By user name: the user's own, and those of its groups.</param>
/// <param name="groups">By name: the group's own, and those of the groups that it is in.</param>
internal sealed class AclSections(
    AclSection anonymous, AclSection everyone, Dictionary<string, AclSection[]> users, Dictionary<string, AclSection[]> groups)
{
    private readonly AclSection[] _anonymous = [anonymous];

    public AclSection Everyone { get; } = everyone;

    /// <summary>What speaks of a client by its name, or by having none.</summary>
    public AclSection[] Of(Identity who) => who.UserName is null ? _anonymous : users.GetValueOrDefault(who.UserName, []);

    /// <summary>What speaks of the members of a group; nothing for one that the text does not know.</summary>
    public AclSection[] OfGroup(string name) => groups.GetValueOrDefault(name, []);
}
