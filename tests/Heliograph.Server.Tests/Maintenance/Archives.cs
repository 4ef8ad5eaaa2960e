using System.Text;
using Heliograph.Server.Maintenance;

namespace Heliograph.Server.Tests.Maintenance;

/// <summary>Archives as texts.</summary>
internal static class Archives
{
    public static string Export(StoreLocation location)
    {
        using var output = new MemoryStream();
        StoreExport.Run(location, output, StoredState.NoProgress, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public static void Import(StoreLocation location, string archive)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(archive));
        StoreImport.Run(location, input, "state.jsonl", StoredState.NoProgress, TestContext.Current.CancellationToken);
    }
}
