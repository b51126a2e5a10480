using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using HoopConnect.Display;

namespace HoopConnect.PowerShell.Completion;

/// <summary>Offers the values that start with what was typed. A completer never fails and never asks.</summary>
internal abstract class Completer : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        try
        {
            return
            [
                .. Values(fakeBoundParameters).Where(value => value.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(ResultOf),
            ];
        }
        catch (Exception)
        {
            // Whatever is wrong will be said when the command runs.
            return [];
        }
    }

    /// <summary>All values, in the order to be shown.</summary>
    /// <param name="boundParameters">What is on the command line already.</param>
    protected abstract IEnumerable<string> Values(IDictionary boundParameters);

    private static CompletionResult ResultOf(string value)
    {
        var quoted = value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/')
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
        var shown = ForeignText.Escape(value);
        return new CompletionResult(quoted, shown, CompletionResultType.ParameterValue, shown);
    }
}
