namespace Heliograph.Server.Admin.Lists;

/// <summary>Which entry of a list a change is about.</summary>
internal sealed record IdReference(string Id);
