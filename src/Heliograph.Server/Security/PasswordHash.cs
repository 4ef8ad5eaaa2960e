using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Heliograph.Server.Security;

/// <summary>What a password file keeps of one password. Immutable; verification is pure computing and may be slow.</summary>
/// <remarks>
/// The forms, by how their text begins: <c>$7$</c> <see cref="Pbkdf2Hash"/>, <c>$6$</c> <see cref="Sha512Hash"/>,
/// <c>$argon2id$</c> <see cref="Argon2Hash"/>, <c>$scram-sha-256$</c> <see cref="ScramHash"/>; without a <c>$</c>
/// it is the <see cref="PlainPassword"/> itself.
/// </remarks>
public abstract class PasswordHash
{
    private protected PasswordHash()
    {
    }

    /// <summary>As it stands in the file.</summary>
    public abstract string Text { get; }

    /// <summary>Whether this was made of the password. Costs what the hash says; compares in constant time.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> password);

    /// <summary>Never shown: a hash is a secret too.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>Makes a hash with a random salt. Costs what a verification costs.</summary>
    /// <exception cref="ArgumentException">The password cannot be kept in this form; the message says why.</exception>
    public static PasswordHash Create(string password, PasswordHashForm form = PasswordHashForm.Pbkdf2) => form switch
    {
        PasswordHashForm.Pbkdf2 => Pbkdf2Hash.Create(Encoding.UTF8.GetBytes(password)),
        PasswordHashForm.Argon2id => Argon2Hash.Create(Encoding.UTF8.GetBytes(password)),
        PasswordHashForm.ScramSha256 => ScramHash.Create(password),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <summary>Reads the text of a hash.</summary>
    /// <param name="text">All after the colon of a password file's line.</param>
    /// <param name="hash">The hash, when it is one.</param>
    /// <param name="remedy">Otherwise what is wrong and what to do; never the text itself.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PasswordHash? hash, out string remedy)
    {
        hash = null;
        remedy = "";
        if (text.Length == 0) remedy = "the password is missing; make one with: heliograph passwd";
        else if (text[0] != '$') hash = new PlainPassword(text);
        else hash = ParseFields(text.Split('$'), out remedy);
        return hash is not null;
    }

    // The text begins with $, so the first field is empty and the second names the form.
    private static PasswordHash? ParseFields(string[] fields, out string remedy)
    {
        switch (fields[1])
        {
            case "7": return Pbkdf2Hash.Parse(fields, out remedy);
            case "6": return Sha512Hash.Parse(fields, out remedy);
            case "argon2id": return Argon2Hash.Parse(fields, out remedy);
            case "scram-sha-256": return ScramHash.Parse(fields, out remedy);
            default:
                remedy = "the hash is of an unknown form; known are $7$, $6$, $argon2id$ and $scram-sha-256$";
                return null;
        }
    }
}
