using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Heliograph.Server.Files;

/// <summary>A small file of the instance that the server writes itself: one value as JSON, for its owner alone, replaced whole and durably.</summary>
/// <param name="path">The file.</param>
/// <param name="name">What to call it in messages.</param>
/// <param name="type">How the value is written.</param>
internal sealed class StateFile<T>(string path, string name, JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>What a file is called that could not be read and was set aside: its own name and this.</summary>
    public const string SetAsideSuffix = ".damaged";

    // All that is kept this way is bounded far below it.
    private const long BytesMax = 100_000_000;

    /// <summary>Reads the value; null when there is no file yet.</summary>
    /// <exception cref="OperatorException">It cannot be read: to go on without it could let someone in.</exception>
    public T? Load()
    {
        if (!File.Exists(path)) return null;
        var text = TextFile.TryRead(path, BytesMax, out var fault) ?? throw new OperatorException($"{name}: {fault.Problem}", fault.Remedy);
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException failure)
        {
            throw new OperatorException($"{name} is damaged: {failure.Message.TrimEnd('.')}", "Mend it, or move it away and enter anew what was in it", failure);
        }
    }

    /// <summary>The same where going on without the value lets nobody in: a file that cannot be read is put under another name.</summary>
    /// <param name="tell">Is told what was wrong and where the file is now.</param>
    /// <exception cref="OperatorException">It can neither be read nor be set aside.</exception>
    public T? LoadOrSetAside(Action<string> tell)
    {
        try
        {
            return Load();
        }
        catch (OperatorException unreadable)
        {
            try
            {
                File.Move(path, path + SetAsideSuffix, overwrite: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw unreadable;
            }

            tell($"{unreadable.Problem}; it is {name}{SetAsideSuffix} now");
            return null;
        }
    }

    /// <exception cref="OperatorException">It cannot be written; what was there before still is.</exception>
    public void Save(T value)
    {
        try
        {
            TextFile.Replace(path, file => Write(file, value), TextFile.OwnerOnly);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"{name} cannot be written: {failure.Message.TrimEnd('.')}", "Make room on the disk, or correct the permissions", failure);
        }
    }

    // Escaped is what JSON demands, and not what a page of HTML would: nobody puts the file into one.
    private void Write(Stream file, T value)
    {
        using (var writer = new Utf8JsonWriter(file, new() { Indented = type.Options.WriteIndented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, value, type);
        file.Write("\n"u8);
    }
}
