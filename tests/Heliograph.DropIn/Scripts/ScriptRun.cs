using Heliograph.DropIn.Running;

namespace Heliograph.DropIn.Scripts;

/// <summary>A script against one broker. What each line does is told in Cases/README.md.</summary>
internal sealed class ScriptRun : IAsyncDisposable
{
    private const string DefaultArguments = "-c " + Stage.ConfigurationFile;
    private readonly Stage _stage;
    private readonly BrokerVerbs _broker;
    private readonly ClientVerbs _clients;

    private ScriptRun(BrokerKind kind, string caseFolder)
    {
        _stage = new(caseFolder);
        _broker = new(kind, _stage);
        _clients = new(_broker, _stage);
    }

    public static async Task<List<Step>> RunAsync(BrokerKind kind, string caseFolder, IReadOnlyList<string> script)
    {
        await using var run = new ScriptRun(kind, caseFolder);
        if (!BrokerVerbs.Starts(new(script[0]))) await run._broker.RunAsync(new("start " + DefaultArguments));
        var steps = new List<Step>();
        foreach (var line in script)
        {
            try
            {
                steps.Add(new(line, run._stage.Mask(await run.RunAsync(new Command(run._stage.Fill(line))))));
            }
            catch (Exception failure)
            {
                var told = string.Join('\n', steps.Select(step => $"> {step.Command}\n{step.Outcome}"));
                throw new InvalidOperationException($"{kind}, {line}: {failure.Message}\n{told}\n{run._broker.Output}", failure);
            }
        }

        return steps;
    }

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        _broker.Dispose();
        _stage.Dispose();
    }

    private async Task<string> RunAsync(Command command) =>
        await _broker.RunAsync(command) ?? await _clients.RunAsync(command)
        ?? throw new InvalidDataException($"There is no verb \"{command.Verb}\".");
}
