namespace Heliograph.Server.Admin.Http;

/// <summary>One parameter of a route, in the query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">string, integer or boolean, as JSON Schema calls them.</param>
/// <param name="Help">What it is, in a few words.</param>
/// <param name="IsRequired">Whether it must be given.</param>
internal sealed record RouteParameter(string Name, string Type, string Help, bool IsRequired = false)
{
    public static RouteParameter Text(string name, string help) => new(name, "string", help);

    public static RouteParameter Needed(string name, string help) => new(name, "string", help, IsRequired: true);

    public static RouteParameter Number(string name, string help) => new(name, "integer", help);

    public static RouteParameter Flag(string name, string help) => new(name, "boolean", help);
}
