using System.Text.Json;

namespace Heliograph.Broker.Recovery.Archive;

/// <summary>One line of an archive: its fields by name, and in the end whether there were others.</summary>
internal sealed class ArchiveLine : IDisposable
{
    public const uint SubscriptionIdMax = 268_435_455;

    private const long GroupMax = 1L << 52;
    private const long InstantMax = 253_402_300_799_999; // the year 9999: to it any number of seconds may be added

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly JsonDocument _document;
    private readonly List<string> _found = [];
    private readonly long _number;

    private ArchiveLine(JsonDocument document, long number) => (_document, _number) = (document, number);

    /// <param name="utf8">Borrowed until the line is disposed.</param>
    /// <param name="number">Of the line.</param>
    public static ArchiveLine Parse(ReadOnlyMemory<byte> utf8, long number)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException failure)
        {
            throw new ArchiveException(number, $"it is not a JSON object: {Words(failure)}");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document, number);
        document.Dispose();
        throw new ArchiveException(number, "it is not a JSON object");
    }

    public ArchiveException Wrong(string field, string what) => new(_number, $"\"{field}\" {what}");

    public string Text(string name) => Of(name).Text(Require(name));

    public string? TextOrNone(string name) => TryFind(name, out var value) ? Of(name).Text(value) : null;

    public byte[] Utf8(string name) => Of(name).Utf8(Require(name));

    public byte[] Bytes(string name, int bytesMax) => Of(name).Bytes(Require(name), bytesMax);

    public long Number(string name, long least, long most) => Of(name).Number(Require(name), least, most);

    public long? NumberOrNone(string name, long least, long most) =>
        TryFind(name, out var value) ? Of(name).Number(value, least, most) : null;

    public Instant Instant(string name) => new(Number(name, 0, InstantMax));

    public Instant? InstantOrNone(string name) => NumberOrNone(name, 1, InstantMax) is { } at ? new Instant(at) : null;

    /// <summary>0 for none.</summary>
    public long GroupOrNone() => NumberOrNone(Fields.Group, 1, GroupMax) ?? 0;

    /// <summary>What is not there is false.</summary>
    public bool Flag(string name) => TryFind(name, out var value) && Of(name).Flag(value);

    public JsonElement.ArrayEnumerator? ListOrNone(string name)
    {
        if (!TryFind(name, out var value)) return null;
        return value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Wrong(name, "must be a list");
    }

    public uint[]? NumbersOrNone(string name, uint least, uint most)
    {
        if (ListOrNone(name) is not { } list) return null;
        uint[] numbers = [.. list.Select(element => (uint)Of(name).Number(element, least, most))];
        return numbers.Length > 0 ? numbers : null;
    }

    /// <summary>All that the line should have was asked for.</summary>
    /// <exception cref="ArchiveException">It has something else.</exception>
    public void End()
    {
        if (_document.RootElement.GetPropertyCount() == _found.Count) return;
        foreach (var field in _document.RootElement.EnumerateObject())
        {
            if (!_found.Contains(field.Name)) throw Wrong(field.Name, "is not known here");
        }
    }

    public void Dispose() => _document.Dispose();

    private static string Words(JsonException failure) =>
        failure.BytePositionInLine is { } at ? $"see byte {at + 1}" : failure.Message.TrimEnd('.');

    private ArchiveField Of(string name) => new(this, name);

    private JsonElement Require(string name) => TryFind(name, out var value) ? value : throw Wrong(name, "is missing");

    private bool TryFind(string name, out JsonElement value)
    {
        if (!_document.RootElement.TryGetProperty(name, out value)) return false;
        _found.Add(name);
        return true;
    }
}
