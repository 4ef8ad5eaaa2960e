using Heliograph.Broker;
using Heliograph.Storage.Disks;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Inspection;

/// <summary>The changes that a repair makes to files, each after a copy of the damaged file was put beside it.</summary>
internal sealed class RepairedFiles(IDisk disk)
{
    private const string CopySuffix = ".damaged";
    private const int BlockBytes = 1 << 20;
    private const int VoidBytesMin = Frame.HeaderBytes + 2;
    private const int VoidBytesMax = 16 << 20; // of one frame: more is covered by several

    private readonly HashSet<string> _copied = [];
    private readonly List<string> _actions = [];

    public IReadOnlyList<string> Actions => _actions;

    /// <summary>Of the journal as it is now: set before anything is written.</summary>
    public FrameSeal Seal { get; set; } = new(Guid.Empty);

    public void Tell(string action) => _actions.Add(action);

    /// <summary>Copies a file beside itself, once; an older copy is replaced.</summary>
    public void KeepCopy(string name)
    {
        if (!_copied.Add(name)) return;
        using var from = disk.OpenRead(name);
        using var to = disk.Create(name + CopySuffix);
        var block = new byte[BlockBytes];
        for (var at = 0L; from.Read(at, block) is var read and > 0; at += read) to.Write(at, block.AsSpan(0, read));
        to.Sync();
        Tell($"kept a copy of {name} as {name}{CopySuffix}");
    }

    /// <summary>Takes a file that cannot be used out of the way.</summary>
    public void SetAside(string name)
    {
        disk.Rename(name, name + CopySuffix);
        disk.SyncFolder();
        Tell($"renamed {name} to {name}{CopySuffix}");
    }

    /// <summary>Opens a file to change it, after a copy was made.</summary>
    public IDiskFile Change(string name)
    {
        KeepCopy(name);
        return disk.Open(name);
    }

    /// <summary>Covers a stretch that cannot be read with a frame of nothing. A segment begins with a mark even so.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="from">The first position.</param>
    /// <param name="to">Where the next frame begins.</param>
    /// <param name="previousEnd">The end of the segment before, for the mark.</param>
    public void Cover(Segment segment, long from, long to, long previousEnd)
    {
        using var file = Change(segment.Name);
        if (from == segment.FirstRecord)
        {
            WriteMark(file, segment, from, previousEnd);
            from += Mark.FrameBytes;
        }

        // A frame of nothing has a least length: what follows goes too. Only damage within damage needs it.
        to = Math.Min(to, segment.End);
        while (to > from && to - from < VoidBytesMin && to < segment.End)
            to = Math.Min(to + FrameBytesAt(file, to - segment.Start), segment.End);
        WriteVoids(file, segment, from, to);
        file.Sync();
        Tell($"covered {to - from} bytes of {segment.Name} at offset {from - segment.Start} that cannot be read");
    }

    /// <summary>Says in a segment's first mark where the one before it ends now.</summary>
    public void Join(Segment segment, long previousEnd)
    {
        using var file = Change(segment.Name);
        WriteMark(file, segment, segment.FirstRecord, previousEnd);
        file.Sync();
        Tell($"joined {segment.Name} to the segment before it");
    }

    /// <summary>Fills the rest of a segment with zeros.</summary>
    public void ClearRest(Segment segment, long from)
    {
        using var file = Change(segment.Name);
        var zeros = new byte[BlockBytes];
        for (var at = from; at < segment.End; at += BlockBytes)
            file.Write(at - segment.Start, zeros.AsSpan(0, (int)Math.Min(BlockBytes, segment.End - at)));
        file.Sync();
        Tell($"cleared {segment.Name} from offset {from - segment.Start} on");
    }

    /// <summary>Makes a segment in the place of one that is lost.</summary>
    /// <returns>Where its data end.</returns>
    public long Make(Segment segment, long previousEnd, long fillTo)
    {
        var unfinished = segment.Name + FileNames.UnfinishedSuffix;
        var end = segment.FirstRecord + Mark.FrameBytes;
        using (var file = disk.Create(unfinished))
        {
            file.SetLength(segment.Length);
            WriteHeader(file, new(FileKind.Segment, Seal.InstanceId, segment.Start, segment.Length, Count: 0));
            WriteMark(file, segment, segment.FirstRecord, previousEnd);
            if (fillTo - end >= VoidBytesMin)
            {
                WriteVoids(file, segment, end, fillTo);
                end = fillTo;
            }

            file.Sync();
        }

        disk.Rename(unfinished, segment.Name);
        disk.SyncFolder();
        Tell($"made {segment.Name} in the place of what is missing");
        return end;
    }

    public static void WriteHeader(IDiskFile file, FileHeader header)
    {
        Span<byte> bytes = stackalloc byte[FileHeader.Bytes];
        header.Write(bytes);
        file.Write(0, bytes);
    }

    // Claims nothing about what is durable.
    private void WriteMark(IDiskFile file, Segment segment, long position, long previousEnd)
    {
        var frame = new byte[Mark.FrameBytes];
        Frame.SetLength(frame, Mark.PayloadBytes);
        new Mark(DurableTo: 0, previousEnd, default(Instant)).Write(frame.AsSpan(Frame.HeaderBytes));
        Seal.Close(frame, position);
        file.Write(position - segment.Start, frame);
    }

    // What is too short for a frame is at the end of a segment, where zeros are as good.
    private void WriteVoids(IDiskFile file, Segment segment, long from, long to)
    {
        for (int bytes; from < to; from += bytes)
        {
            var rest = to - from;
            bytes = (int)(rest <= VoidBytesMax ? rest : Math.Min(VoidBytesMax, rest - VoidBytesMin));
            var frame = new byte[bytes];
            if (bytes >= VoidBytesMin)
            {
                Frame.SetLength(frame, bytes - Frame.HeaderBytes);
                frame[Frame.HeaderBytes] = OwnRecord.Kind;
                frame[Frame.HeaderBytes + 1] = OwnRecord.Void;
                Seal.Close(frame, from);
            }

            file.Write(from - segment.Start, frame);
        }
    }

    private static long FrameBytesAt(IDiskFile file, long offset)
    {
        var header = new byte[Frame.HeaderBytes];
        return file.Read(offset, header) == header.Length ? Frame.HeaderBytes + (long)Frame.LengthOf(header) : VoidBytesMin;
    }
}
