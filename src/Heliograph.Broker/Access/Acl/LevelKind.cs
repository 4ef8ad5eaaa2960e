namespace Heliograph.Broker.Access.Acl;

/// <summary>What one level of a topic filter stands for.</summary>
internal enum LevelKind : byte
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary><c>+</c>: any one level.</summary>
    Single,

    /// <summary><c>#</c>: any number of levels, none included.</summary>
    Multi,

    /// <summary><c>%u</c>: the user name of the client that asks. In rules only.</summary>
    UserName,

    /// <summary><c>%c</c>: the client id of the client that asks. In rules only.</summary>
    ClientId,
}
