using Heliograph.Server.Maintenance;
using Heliograph.Server.Tests.Instance;

namespace Heliograph.Server.Tests.Maintenance;

public sealed class StoreLocationTests
{
    [Fact]
    public void Instance_data_folder_and_journal_folder_all_lead_to_the_state()
    {
        using var folder = new TemporaryFolder();
        var layout = NewInstance.In(folder);
        Assert.False(StoreLocation.Find(layout.Root).HasJournal);
        Directory.CreateDirectory(layout.Journal);
        foreach (var path in (string[])[layout.Root, layout.Data, layout.Journal, layout.Root + Path.DirectorySeparatorChar])
            Assert.Equal((layout.Journal, layout.Root), (StoreLocation.Find(path).Journal, StoreLocation.Find(path).Name));
    }

    [Fact]
    public void A_copy_of_the_data_folder_is_enough()
    {
        using var folder = new TemporaryFolder();
        var journal = Directory.CreateDirectory(folder.At("copy", "journal")).FullName;
        Assert.Equal((journal, folder.At("copy")), (StoreLocation.Find(folder.At("copy")).Journal, StoreLocation.Find(journal).Name));
    }

    [Fact]
    public void Nothing_is_made_where_nothing_is_stored()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperatorException>(() => StoreLocation.Find(folder.At("absent")));
        Assert.Throws<OperatorException>(() => StoreLocation.Find(folder.Root));
        Directory.CreateDirectory(folder.At("journal"));
        var location = StoreLocation.Find(folder.Root);
        Assert.Throws<OperatorException>(() => StoreInspection.Run(location, StoredState.NoProgress));
        Assert.Throws<OperatorException>(() => StoreCompaction.Run(location, StoredState.NoProgress));
        Assert.Throws<OperatorException>(() => StoreMending.Begin(location, StoredState.NoProgress));
        Assert.Throws<OperatorException>(() => StoreExport.Run(location, Stream.Null, StoredState.NoProgress, TestContext.Current.CancellationToken));
        Assert.Equal([folder.At("journal")], Directory.GetFileSystemEntries(folder.Root, "*", SearchOption.AllDirectories));
    }
}
