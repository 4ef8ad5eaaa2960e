using System.Text.Json.Serialization;

namespace Heliograph.Server.Security.Bans;

/// <summary>What a ban is recognised by.</summary>
internal enum BanKind : byte
{
    ClientId,
    User,
    Address,
}

/// <summary>Somebody who may not connect, for a while or for good.</summary>
/// <param name="Id">Names it in the API.</param>
/// <param name="Kind">What it is recognised by.</param>
/// <param name="Value">The client id, the user name, or an address or range of them in its usual form.</param>
/// <param name="Reason">Why, in words of whoever set it.</param>
/// <param name="CreatedAt">In UTC.</param>
/// <param name="CreatedBy">Who set it.</param>
/// <param name="ExpiresAt">In UTC; null for never.</param>
/// <param name="IsAutomatic">Whether the broker set it, and no person.</param>
internal sealed record Ban(
    string Id, BanKind Kind, string Value, string Reason, DateTime CreatedAt, string CreatedBy, DateTime? ExpiresAt, bool IsAutomatic = false)
{
    private long _hits;
    private long _toldMinute;

    /// <summary>Connections that it refused.</summary>
    public long Hits
    {
        get => Volatile.Read(ref _hits);
        set => Volatile.Write(ref _hits, value);
    }

    /// <summary>For events: who, why, until when, and what to do about it.</summary>
    [JsonIgnore]
    public string Cause => $"{What} '{Value}' is banned {(ExpiresAt is { } end ? $"until {end:yyyy-MM-dd HH:mm:ss}Z" : "until it is lifted")}: "
        + $"{Reason} (set by {CreatedBy}); to lift it: heliograph bans remove {Id}";

    /// <summary>Characters that it holds.</summary>
    [JsonIgnore]
    public long Chars => Value.Length + Reason.Length + CreatedBy.Length;

    private string What => Kind switch
    {
        BanKind.ClientId => "client id",
        BanKind.User => "user",
        _ => "address",
    };

    public bool IsExpired(DateTime now) => ExpiresAt <= now;

    public void Hit() => Interlocked.Increment(ref _hits);

    /// <summary>Whether a refusal is worth an event: the first one of each minute is.</summary>
    public bool TryTell(DateTime now)
    {
        var minute = now.Ticks / TimeSpan.TicksPerMinute;
        return Interlocked.Exchange(ref _toldMinute, minute) != minute;
    }
}

/// <summary>All there is, as it is kept.</summary>
internal sealed record BanFile(IReadOnlyList<Ban> Bans);

/// <summary>The JSON of the bans' file.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BanFile))]
internal sealed partial class BanJson : JsonSerializerContext;
