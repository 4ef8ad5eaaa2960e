namespace Heliograph.Server.Instance;

/// <summary>The users file and the access control list that a new instance begins with.</summary>
internal static class AccessTemplates
{
    /// <summary>Everything above the first user.</summary>
    public const string Users = """
        # The users of this Heliograph instance: one user:hash a line, as Mosquitto's password files.
        # Change it with: heliograph passwd DIR USER
        # A change applies to the running server when the file is saved.

        """;

    public const string Acl = """
        # Who may publish and subscribe to what, in the syntax of Mosquitto's ACL files.
        # A change applies to the running server when the file is saved.
        #
        # topic [read|write|readwrite|deny] FILTER
        #     A right for the user named above it, or for clients without a user name when it stands above the
        #     first user. FILTER may have the wildcards + and #. Without a word it is readwrite. deny wins over all.
        # user NAME
        #     The topic lines that follow are for this user.
        # pattern [read|write|readwrite|deny] FILTER
        #     A right for every user, with %u for the user name and %c for the client identifier:
        #     pattern readwrite home/%u/#
        #
        # What no line allows is denied. # does not match topics that begin with $, such as $SYS.

        user admin
        topic readwrite #
        topic read $SYS/#

        """;
}
