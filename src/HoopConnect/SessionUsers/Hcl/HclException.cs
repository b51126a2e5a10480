using System.Globalization;
using HoopConnect.Hosting;

namespace HoopConnect.SessionUsers.Hcl;

/// <summary>What is wrong in a file, with its place. The message begins with <c>file:line:column:</c>.</summary>
public sealed class HclException : HoopException
{
    /// <summary>Makes the failure.</summary>
    /// <param name="reason">The second half of the error id, for example <c>Syntax</c>.</param>
    /// <param name="file">The file.</param>
    /// <param name="position">The place in it.</param>
    /// <param name="what">A sentence without its place.</param>
    public HclException(string reason, string file, HclPosition position, string what)
        : base("Policy." + reason, HoopErrorKind.InvalidArgument, string.Create(CultureInfo.InvariantCulture, $"{file}:{position.Line}:{position.Column}: {what}"))
    {
        File = file;
        Position = position;
        Target = file;
    }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The place in it.</summary>
    public HclPosition Position { get; }

    internal static HclException Syntax(string file, HclPosition position, string found, string expected) =>
        new("Syntax", file, position, $"found {found}; expected {expected}.");
}
