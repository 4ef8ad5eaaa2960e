using Heliograph.Storage.Disks;
using Heliograph.Storage.Segments;

namespace Heliograph.Storage.Reading;

/// <summary>The files that were read last, kept open. Guarded by its owner's lock.</summary>
internal sealed class OpenFiles(IDisk disk) : IDisposable
{
    private const int FilesMax = 32;

    private readonly List<(Segment Segment, IDiskFile File)> _files = []; // the latest last

    public IDiskFile Get(Segment segment)
    {
        for (var i = _files.Count - 1; i >= 0; i--)
        {
            if (_files[i].Segment != segment) continue;
            var found = _files[i];
            if (i < _files.Count - 1)
            {
                _files.RemoveAt(i);
                _files.Add(found);
            }

            return found.File;
        }

        if (_files.Count == FilesMax) Close(0);
        var file = disk.OpenRead(segment.Name);
        _files.Add((segment, file));
        return file;
    }

    public void Close(Segment segment)
    {
        var at = _files.FindIndex(one => one.Segment == segment);
        if (at >= 0) Close(at);
    }

    public void Dispose()
    {
        while (_files.Count > 0) Close(0);
    }

    private void Close(int at)
    {
        _files[at].File.Dispose();
        _files.RemoveAt(at);
    }
}
