namespace Heliograph.Server.Security;

/// <summary>The forms in which new passwords are kept.</summary>
public enum PasswordHashForm
{
    /// <summary><c>$7$</c>: PBKDF2-HMAC-SHA512; read by Mosquitto 2.0 and later.</summary>
    Pbkdf2,

    /// <summary><c>$argon2id$</c>: Argon2id; read by Mosquitto 2.1 and later.</summary>
    Argon2id,

    /// <summary><c>$scram-sha-256$</c>: serves SCRAM-SHA-256 as well as plain passwords.</summary>
    ScramSha256,
}
