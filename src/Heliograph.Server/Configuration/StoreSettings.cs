using Heliograph.Storage;

namespace Heliograph.Server.Configuration;

/// <summary>The settings of <c>[store]</c>.</summary>
internal static class StoreSettings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("durability", new ChoiceType<DurabilityLevel>(
                ("fsync", DurabilityLevel.Fsync), ("os", DurabilityLevel.Os), ("none", DurabilityLevel.None)),
            "What an acknowledged message survives: \"fsync\" a power cut, \"os\" a killed process, \"none\" an orderly stop only.",
            storage => storage.Level, (storage, value) => storage with { Level = value }),
        Of("free_space_min", new SizeType(0, 1L << 50),
            "Free bytes of the disk below which no further messages are stored: 5.0 publishers are refused, 3.1 and 3.1.1 ones held.",
            storage => storage.FreeBytesMin, (storage, value) => storage with { FreeBytesMin = value }),
        Of("pending_bytes_max", new SizeType(1 << 20, 1L << 40),
            "Bytes waiting in memory to be written, above which no further messages are taken until the disk has kept up.",
            storage => storage.PendingBytesMax, (storage, value) => storage with { PendingBytesMax = value }),
        Of("segment_size", new SizeType(1 << 20, 1 << 30), "Bytes of one file of the journal; the first ones of a new instance are smaller.",
            storage => (long)storage.SegmentBytesMax, (storage, value) => storage with { SegmentBytesMax = (int)value }),
        Of("snapshot_after", new SizeType(1 << 20, 1L << 40),
            "Bytes of journal after which the state is written as a snapshot, so that a start need not replay more; twice the size of the last one if that is more.",
            storage => storage.SnapshotAfterBytes, (storage, value) => storage with { SnapshotAfterBytes = value }),
    ];

    private static Setting Of<T>(
        string key, SettingType type, string help, Func<StorageOptions, T> read, Func<StorageOptions, T, StorageOptions> write)
        where T : notnull =>
        Setting.Of<T>("store", key, type, isLive: false, help,
            configuration => read(configuration.Storage),
            (configuration, value) => configuration with { Storage = write(configuration.Storage, value) });
}
