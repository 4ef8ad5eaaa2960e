using Heliograph.Server.Configuration;

namespace Heliograph.Server.Imports;

/// <summary>An instance to be made of another broker's files. Immutable.</summary>
internal sealed record ImportedInstance
{
    /// <summary>Whose files they were, for people.</summary>
    public required string Source { get; init; }

    public required ServerConfiguration Configuration { get; init; }

    /// <summary>The text of the users file.</summary>
    public required string Users { get; init; }

    /// <summary>The text of the ACL file.</summary>
    public required string Acl { get; init; }

    public required ImportReport Report { get; init; }

    /// <summary>Reads a mosquitto.conf, or an instance folder of Apache Apollo.</summary>
    /// <exception cref="OperatorException">It is neither, or cannot be read.</exception>
    public static ImportedInstance Read(string path) =>
        Directory.Exists(path) ? Apollo.ApolloImport.Read(path)
        : File.Exists(path) ? Mosquitto.MosquittoImport.Read(path)
        : throw new OperatorException(
            $"there is no {path} to import", "Name a mosquitto.conf or an instance folder of Apache Apollo, the one with etc/apollo.xml");
}
