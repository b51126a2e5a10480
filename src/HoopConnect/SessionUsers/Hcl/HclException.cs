using System.Globalization;
using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>What is wrong in a file, with its place. The message begins with <c>file:line:column:</c>.</summary>
public sealed class HclException : HoopException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="definition">What kind of failure it is.</param>
    /// <param name="file">The file.</param>
    /// <param name="position">The place in it.</param>
    /// <param name="what">A sentence without its place.</param>
    internal HclException(ErrorDefinition definition, string file, HclPosition position, string what)
        : base(definition, string.Create(CultureInfo.InvariantCulture, $"{file}:{position.Line}:{position.Column}: {what}"))
    {
        File = ForeignText.Escape(file);
        Position = position;
        Target = file;
    }

    /// <summary>Gives what a rule refused its place in the file.</summary>
    internal HclException(HoopException refused, string file, HclPosition position)
        : base(
            refused.ErrorId, refused.Kind,
            string.Create(
                CultureInfo.InvariantCulture, $"{file}:{position.Line}:{position.Column}: {refused.Message} {refused.RecommendedAction}"))
    {
        File = ForeignText.Escape(file);
        Position = position;
        Target = file;
    }

    /// <summary>The file, as it may be shown.</summary>
    public string File { get; }

    /// <summary>The place in it.</summary>
    public HclPosition Position { get; }

    internal static HclException Syntax(string file, HclPosition position, string found, string expected) =>
        new(PolicyErrors.Syntax, file, position, $"found {found}; expected {expected}.");
}
