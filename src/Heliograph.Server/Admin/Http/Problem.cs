namespace Heliograph.Server.Admin.Http;

/// <summary>The body of an answer that says why a request was not done, RFC 9457.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string? Field, string? Value, string? Remedy)
{
    public static Problem Of(ProblemException problem) =>
        new("about:blank", problem.Title, problem.Status, problem.Message, problem.Field, problem.Value, problem.Remedy);
}
