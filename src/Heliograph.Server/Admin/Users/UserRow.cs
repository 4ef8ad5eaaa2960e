using Heliograph.Server.Security;

namespace Heliograph.Server.Admin.Users;

/// <summary>One user in a list.</summary>
/// <param name="UserName">The name.</param>
/// <param name="Hash">How the password is kept, as <c>heliograph passwd --hash</c> calls it; plain for the password itself.</param>
/// <param name="IsWeakHash">Whether a stolen file gives the password away soon.</param>
/// <param name="IsFirstPassword">Whether it still is the password of a new instance, which everybody knows.</param>
/// <param name="Role">The role on the console, or null.</param>
/// <param name="Connected">Its clients.</param>
internal sealed record UserRow(string UserName, string Hash, bool IsWeakHash, bool IsFirstPassword, string? Role, int Connected)
{
    // Mosquitto makes $7$ hashes of 101 iterations, which are guessed about as fast as $6$.
    private const int IterationsFair = 10_000;

    public static UserRow Of(string userName, PasswordHash hash, bool isFirstPassword, Role role, int connected)
    {
        var (form, isWeak) = hash switch
        {
            Argon2Hash => ("argon2id", false),
            ScramHash => ("scram-sha-256", false),
            Pbkdf2Hash pbkdf2 => ("sha512-pbkdf2", pbkdf2.Iterations < IterationsFair),
            Sha512Hash => ("sha512", true),
            _ => ("plain", true),
        };
        return new(userName, form, isWeak || isFirstPassword, isFirstPassword, role == Admin.Role.None ? null : role.ToString().ToLowerInvariant(), connected);
    }
}

/// <summary>Whose password to set.</summary>
internal sealed record UserOrder(string UserName, string Password);

/// <summary>Which user a change is about.</summary>
internal sealed record UserReference(string UserName);
