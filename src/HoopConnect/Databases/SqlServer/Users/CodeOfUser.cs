using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;

namespace HoopConnect.Databases.SqlServer.Users;

/// <summary>
/// What becomes of the code of one user in one database: it is dropped where that was asked for, handed on to whom the caller names, or
/// keeps the user. An owner of ours gets none: it may not even connect, and code that fails tells nobody why.
/// </summary>
internal sealed class CodeOfUser
{
    private readonly DatabaseReading _reading;
    private readonly List<OwnedCode> _code;

    public CodeOfUser(DatabaseReading reading, string user, UserRemovalRequest request)
    {
        (_reading, _code) = (reading, [.. reading.Code.Where(code => code.User == user)]);
        Dropped = request.DropCode ? InOrder() : [];
        Kept = request.DropCode ? [.. Hanging()]
            : [.. _code.Where(code => request.ReassignTo is null || !code.ChangesHands).Select(Keeping)];
        IsHandedOn = !request.DropCode && _code.Any(code => code.IsOwned);
    }

    /// <summary>What is dropped, in an order in which nothing hangs on what goes.</summary>
    public IReadOnlyList<OwnedCode> Dropped { get; }

    /// <summary>What keeps the user.</summary>
    public IReadOnlyList<Finding> Kept { get; }

    /// <summary>A new owner gets code.</summary>
    public bool IsHandedOn { get; }

    /// <summary>True for what is gone once the code is dropped.</summary>
    public bool Drops(string? schema, string? name) => Dropped.Any(code => code.Schema == schema && code.Name == name);

    private List<OwnedCode> InOrder()
    {
        var open = _code.OrderBy(code => code.Turn).ToList();
        var order = new List<OwnedCode>();
        while (open.Count > 0)
        {
            // Where each hangs on another the server decides.
            var next = open.FirstOrDefault(code => code.Turn == open[0].Turn
                && !_reading.Hanging.Any(on => on.Code == code.Id && code.Id != 0 && open.Any(other => other.Id == on.Id))) ?? open[0];
            open.Remove(next);
            order.Add(next);
        }

        return order;
    }

    private IEnumerable<Finding> Hanging() =>
        from code in _code
        from hanging in _reading.Hanging
        where hanging.Code == code.Id && code.Id != 0 && _code.All(other => other.Id != hanging.Id)
        select Finding(code, $"{hanging.Name} hangs on it and is no code of the user's: -DropCode drops neither");

    private Finding Keeping(OwnedCode code) => Finding(code, code.IsOwned
        ? "it is the user's code, which nobody else is given: read it, then drop it (-DropCode) or give it another owner"
        : "it runs with the user's rights: drop it (-DropCode), or have it run as somebody else");

    private Finding Finding(OwnedCode code, string message) =>
        new(_reading.Name, code.ToString(), FindingReasons.Unfixable, message);
}
