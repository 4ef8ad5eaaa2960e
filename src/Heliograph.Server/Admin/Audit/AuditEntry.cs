using System.Text.Json.Serialization;

namespace Heliograph.Server.Admin.Audit;

/// <summary>Something that was changed by people or programs, or that they were refused. Holds no password, key or payload.</summary>
/// <param name="Number">Counted from 1 over all restarts.</param>
/// <param name="At">In UTC.</param>
/// <param name="User">Who; for a refused login, who they said they were; null for nobody.</param>
/// <param name="Via">console, or key and its name.</param>
/// <param name="Address">Where from.</param>
/// <param name="Action">The route's, such as bans.add.</param>
/// <param name="Target">What it acts on, or null.</param>
/// <param name="Detail">More of it, in words, or null.</param>
/// <param name="Outcome">done or refused.</param>
/// <param name="Reason">Why it was refused, or null.</param>
internal sealed record AuditEntry(
    long Number, DateTime At, string? User, string Via, string Address, string Action, string? Target, string? Detail, string Outcome, string? Reason)
{
    public const string Done = "done", Refused = "refused";
}

/// <summary>The JSON of the audit log's lines.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
