using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.IamUsers;

/// <summary>The failures that the engines share.</summary>
internal static class IamUserErrors
{
    public static HoopException NotEnabled(IamUserRequest request, string evidence) =>
        Error("IamAuthentication.NotEnabled", HoopErrorKind.InvalidOperation, request, $"The server at {request.Master.Host}:{request.Master.Port} takes no logins by IAM: {evidence}.",
            "Switch it on with Enable-HoopIamAuthentication, and wait until it is.");

    public static HoopException NotFound(IamUserRequest request, string user, string others = "") =>
        Error("IamUser.NotFound", HoopErrorKind.ObjectNotFound, request, $"There is no user {user} on the server{others}.", "Check its case, or make it with New-HoopIamDbUser.");

    /// <param name="request">What was asked for.</param>
    /// <param name="user">The user, as the engine writes it.</param>
    /// <param name="mark">The mark it bears, where another kind made it.</param>
    public static HoopException NotOurs(IamUserRequest request, string user, ManagedMark? mark = null) => mark is null
        ? Error("IamUser.NotOurs", HoopErrorKind.ResourceExists, request,
            $"The user {user} is on the server and was not made by HoopConnect as one that logs in by IAM.",
            "Choose another name, have it log in by IAM as it is with Grant-HoopIamAuthentication, or take it over with -Adopt: "
            + "its password stops working, and its privileges are brought into line.")
        : Error("IamUser.NotOurs", HoopErrorKind.ResourceExists, request, $"The user {user} is on the server and {mark.MadeBy()}.",
            "Choose another name, or take it over with -Adopt: its password stops working, and it is no longer what it was made for.");

    public static HoopException IsMaster(IamUserRequest request) =>
        Error("IamUser.IsMaster", HoopErrorKind.InvalidOperation, request, $"'{request.UserName}' is who is logged in here to make users.",
            "Name another user; an administrator is switched over with Grant-HoopIamAuthentication, after a second way in was proved.");

    public static HoopException NoScope(IamUserRequest request, string id, string what) =>
        Error(id, HoopErrorKind.ObjectNotFound, request, $"There is no {what} at {request.Master.Host}:{request.Master.Port}, which policy '{request.Grants!.Policy}' names; nothing was changed.",
            "Mend the policy (names are case-sensitive), or make it.");

    public static HoopException NoSecondWayIn(IamUserRequest request) =>
        Error("IamUser.NoSecondWayIn", HoopErrorKind.InvalidOperation, request,
            $"'{request.UserName}' is the administrator logged in here, and its password stops working once it logs in by IAM: if IAM then fails, nobody gets in.",
            "Give another administrator's login, with a password, as -BreakGlassCredential; it is proved first. Or log in as that one with -DbCredential.");

    public static HoopException SecondWayInRefused(IamUserRequest request, string why) =>
        Error("IamUser.SecondWayInRefused", HoopErrorKind.AuthenticationError, request, $"'{request.BreakGlass!.Login.UserName}' is no second way in: {why}.",
            "Give an administrator that logs in with a password and may change users. Nothing was changed.");

    /// <summary>Logs the second administrator in.</summary>
    public static async Task<IDatabaseSession> OpenSecondWayInAsync(this IDatabaseEngine engine, IamUserRequest request, CancellationToken cancellationToken)
    {
        if (request.BreakGlass!.Login.UserName == request.UserName)
            throw SecondWayInRefused(request, "it is the user that is switched over");
        try
        {
            return await engine.OpenAsync(request.BreakGlass with { Database = null }, cancellationToken);
        }
        catch (HoopException refused) when (refused.ErrorId is DatabaseErrors.LoginRefused or "Database.AuthenticationNotServed")
        {
            throw SecondWayInRefused(request, refused.Message.TrimEnd('.'));
        }
    }

    public static HoopException Error(string id, HoopErrorKind kind, IamUserRequest request, string message, string action) =>
        new(id, kind, message) { Target = request.UserName, RecommendedAction = action };
}
