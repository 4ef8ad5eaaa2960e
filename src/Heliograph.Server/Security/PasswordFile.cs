using System.Diagnostics.CodeAnalysis;
using Heliograph.Broker.Access.Scram;

namespace Heliograph.Server.Security;

/// <summary>Users and what is kept of their passwords: a whole password file, understood. Immutable.</summary>
/// <remarks>One <c>user:hash</c> a line; lines that are empty or begin with <c>#</c> say nothing.</remarks>
public sealed class PasswordFile : IScramCredentials
{
    /// <summary>Errors kept of one file; the reader stops there.</summary>
    public const int ErrorsMax = 100;

    private readonly Dictionary<string, PasswordHash> _hashes;
    private readonly Dictionary<string, ScramCredential> _scram;
    private readonly PasswordHash[] _all;

    private PasswordFile(Dictionary<string, PasswordHash> hashes)
    {
        _hashes = hashes;
        _all = [.. hashes.Values];
        _scram = hashes.Where(user => user.Value is ScramHash)
            .ToDictionary(user => user.Key, user => FirstAccount.Restrict(user.Key, (ScramHash)user.Value));
    }

    /// <summary>A file without users.</summary>
    public static PasswordFile Empty { get; } = new([]);

    /// <summary>Users that no file names.</summary>
    internal static PasswordFile Of(IEnumerable<KeyValuePair<string, PasswordHash>> users) => new(new(users));

    /// <summary>The user names, in no promised order.</summary>
    public IReadOnlyCollection<string> Users => _hashes.Keys;

    /// <summary>Reads a whole password file.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="source">Its name, for errors.</param>
    /// <param name="file">The users, when there is no error.</param>
    /// <param name="errors">What is wrong, in the order of the lines, at most <see cref="ErrorsMax"/>.</param>
    public static bool TryParse(
        string text, string source, [NotNullWhen(true)] out PasswordFile? file, out IReadOnlyList<PasswordFileError> errors)
    {
        Dictionary<string, PasswordHash> hashes = [];
        List<PasswordFileError> found = [];
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (PasswordLine.IsComment(line)) continue;
            if (ReadUser(line, hashes) is { } fault) found.Add(new(source, number, fault.Value, fault.Remedy));
            if (found.Count == ErrorsMax) break;
        }

        errors = found;
        file = found.Count == 0 ? new(hashes) : null;
        return file is not null;
    }

    /// <summary>What is kept of a user's password.</summary>
    public bool TryFind(string user, [NotNullWhen(true)] out PasswordHash? hash) => _hashes.TryGetValue(user, out hash);

    /// <summary>The credential of a user whose hash is of the SCRAM form.</summary>
    public bool TryFind(string user, [NotNullWhen(true)] out ScramCredential? credential) =>
        _scram.TryGetValue(user, out credential);

    /// <summary>The hash of some user, so that refusing an unknown user takes as long as refusing a known one.</summary>
    /// <param name="pick">The same for the same unknown name, so that its cost does not vary either.</param>
    /// <returns>Null when there are no users.</returns>
    internal PasswordHash? Decoy(uint pick) => _all.Length == 0 ? null : _all[pick % (uint)_all.Length];

    private static (string Value, string Remedy)? ReadUser(
        ReadOnlySpan<char> line, Dictionary<string, PasswordHash> hashes)
    {
        if (!PasswordLine.TrySplit(line, out var user, out var text))
            return ($"a line of {line.Length} characters", "it has no colon; write: user:hash");
        if (UserNameSyntax.Fault(user) is { } fault) return (user, fault);
        if (!PasswordHash.TryParse(text, out var hash, out var remedy)) return (user, remedy);
        return hashes.TryAdd(user, hash) ? null : (user, "the user is there twice; remove one of the lines");
    }
}
