namespace Heliograph.Server.Admin.Http;

/// <summary>A request that is not done: what the answer says, RFC 9457.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What kind of problem, in a few words that never change.</param>
/// <param name="detail">What is wrong here, as a sentence.</param>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    public int Status { get; } = status;

    public string Title { get; } = title;

    /// <summary>The field or parameter that is wrong, or null.</summary>
    public string? Field { get; init; }

    /// <summary>What it was, shortened, or null.</summary>
    public string? Value { get; init; }

    /// <summary>What to do, or null.</summary>
    public string? Remedy { get; init; }

    /// <summary>Seconds after which another try makes sense, or null.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>A field that cannot be used.</summary>
    public static ProblemException BadField(string field, string? value, string allowed) =>
        new(422, "A field cannot be used", $"{field} cannot be used as it is")
        {
            Field = field,
            Value = value is { Length: > 200 } ? value[..200] : value,
            Remedy = $"Allowed: {allowed}",
        };

    /// <summary>A text to be replaced is not the one that was seen.</summary>
    public static ProblemException ChangedMeanwhile(string file, string? version) =>
        new(409, "Changed meanwhile", $"{file} has changed since it was looked at")
        {
            Field = "version",
            Value = version,
            Remedy = "Look at it again, and make the change in what is there now",
        };

    public static ProblemException NotFound(string detail, string remedy) => new(404, "Not found", detail) { Remedy = remedy };
}
