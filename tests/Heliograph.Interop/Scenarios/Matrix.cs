using Heliograph.Interop.Clients;

namespace Heliograph.Interop.Scenarios;

/// <summary>Which clients a scenario runs with.</summary>
public static class Matrix
{
    private static readonly ClientLibrary[] Libraries = Enum.GetValues<ClientLibrary>();
    private static readonly MqttVersion[] Versions = Enum.GetValues<MqttVersion>();

    /// <summary>Every library in every version.</summary>
    public static TheoryData<ClientLibrary, MqttVersion> Everything { get; } = Rows(Libraries, Versions);

    /// <summary>Every library in 3.1.1 and 5.0.</summary>
    public static TheoryData<ClientLibrary, MqttVersion> Since311 { get; } =
        Rows(Libraries, [MqttVersion.V311, MqttVersion.V5]);

    /// <summary>Every library; for scenarios of 5.0.</summary>
    public static TheoryData<ClientLibrary> Version5 { get; } = [.. Libraries];

    /// <summary>
    /// The libraries that have every option of 5.0. Mosquitto's tools lack some, and connect again when taken over.
    /// </summary>
    public static TheoryData<ClientLibrary> Version5Libraries { get; } =
        [.. Libraries.Except([ClientLibrary.MosquittoTools])];

    private static TheoryData<ClientLibrary, MqttVersion> Rows(ClientLibrary[] libraries, MqttVersion[] versions)
    {
        var rows = new TheoryData<ClientLibrary, MqttVersion>();
        foreach (var library in libraries)
            foreach (var version in versions)
                rows.Add(library, version);
        return rows;
    }
}
