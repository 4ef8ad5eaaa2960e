using System.Runtime.InteropServices;
using Heliograph.Broker;
using Heliograph.Storage.Framing;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Writing;

/// <summary>What one commit writes into one segment: a mark, then records.</summary>
internal sealed class Run
{
    private readonly List<Chunk> _chunks = [];
    private long _previousEnd;

    /// <summary>The segment it lies in; set while it is in use.</summary>
    public Segment? Segment { get; private set; }

    public long Start { get; private set; }

    public long Length { get; private set; }

    public long End => Start + Length;

    public int Records { get; private set; }

    public ReadOnlySpan<Chunk> Chunks => CollectionsMarshal.AsSpan(_chunks);

    public Chunk Last => _chunks[^1];

    /// <summary>Begins with the room of a mark, which is written when the run is.</summary>
    public void Begin(Segment segment, long start, long previousEnd, Chunk first)
    {
        (Segment, Start, _previousEnd) = (segment, start, previousEnd);
        (Length, Records) = (0, 0);
        Add(first);
        Frame.SetLength(first.Rest, Mark.PayloadBytes);
        Take(Mark.FrameBytes);
        Records = 0;
    }

    public void Add(Chunk chunk)
    {
        chunk.Start = End;
        _chunks.Add(chunk);
    }

    /// <summary>A frame was put into the last chunk's rest.</summary>
    public void Take(int frameBytes)
    {
        Last.Used += frameBytes;
        Length += frameBytes;
        Records++;
    }

    /// <summary>Writes the mark and all checksums.</summary>
    public void Seal(FrameSeal seal, long durableTo, Instant now)
    {
        new Mark(durableTo, _previousEnd, now).Write(_chunks[0].Filled[Frame.HeaderBytes..]);
        foreach (var chunk in _chunks)
        {
            for (var at = 0; at < chunk.Used;) at += seal.Close(chunk.Filled[at..], chunk.Start + at);
        }
    }

    /// <summary>Gives the chunks back.</summary>
    public void Clear(ChunkPool chunks)
    {
        foreach (var chunk in _chunks) chunks.Return(chunk);
        _chunks.Clear();
        Segment = null;
    }
}
