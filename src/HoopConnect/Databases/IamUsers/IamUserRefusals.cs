using HoopConnect.Databases.Users;
using HoopConnect.Hosting;

namespace HoopConnect.Databases.IamUsers;

/// <summary>The refusals that the engines share.</summary>
internal static class IamUserRefusals
{
    public static HoopException NotEnabled(IamUserRequest request, string evidence) =>
        IamUserErrors.NotEnabled.Error(
            request, $"The server at {request.Master.Host}:{request.Master.Port} takes no logins by IAM: {evidence}.");

    public static HoopException NotFound(IamUserRequest request, string user, string others = "") =>
        IamUserErrors.NotFound.Error(request, $"There is no user {user} on the server{others}.");

    /// <param name="request">What was asked for.</param>
    /// <param name="user">The user, as the engine writes it.</param>
    /// <param name="mark">The mark it bears, where another kind made it.</param>
    public static HoopException NotOurs(IamUserRequest request, string user, ManagedMark? mark = null) => mark is null
        ? IamUserErrors.NotOurs.Error(
            request, $"The user {user} is on the server and was not made by HoopConnect as one that logs in by IAM.",
            "Choose another name, have it log in by IAM as it is with Grant-HoopIamAuthentication, or take it over with -Adopt: its " +
                "password stops working, and its privileges are brought into line.")
        : IamUserErrors.NotOurs.Error(
            request, $"The user {user} is on the server and {mark.MadeBy()}.",
            "Choose another name, or take it over with -Adopt: its password stops working, and it is no longer what it was made for.");

    public static HoopException IsMaster(IamUserRequest request) =>
        IamUserErrors.IsMaster.Error(request, $"'{request.UserName}' is who is logged in here to make users.");

    public static HoopException NoScope(IamUserRequest request, ErrorDefinition missing, string what) =>
        missing.Error(
            request,
            $"There is no {what} at {request.Master.Host}:{request.Master.Port}, which policy '{request.Grants!.Policy}' names; nothing " +
                "was changed.");

    public static HoopException NoSecondWayIn(IamUserRequest request) =>
        IamUserErrors.NoSecondWayIn.Error(
            request,
            $"'{request.UserName}' is the administrator logged in here, and its password stops working once it logs in by IAM: if IAM " +
                "then fails, nobody gets in.",
            "Give another administrator's login, with a password, as -BreakGlassCredential; it is proved first. Or log in as that one " +
                "with -DbCredential.");

    public static HoopException SecondWayInRefused(IamUserRequest request, string why) =>
        IamUserErrors.SecondWayInRefused.Error(request, $"'{request.BreakGlass!.Login.UserName}' is no second way in: {why}.");

    /// <summary>Logs the second administrator in.</summary>
    public static async Task<IDatabaseSession> OpenSecondWayInAsync(
        this IDatabaseEngine engine, IamUserRequest request, CancellationToken cancellationToken)
    {
        if (request.BreakGlass!.Login.UserName == request.UserName)
            throw SecondWayInRefused(request, "it is the user that is switched over");
        try
        {
            return await engine.OpenAsync(request.BreakGlass with { Database = null }, cancellationToken);
        }
        catch (HoopException refused) when (DatabaseErrors.LoginRefused.Is(refused) || DatabaseErrors.AuthenticationNotServed.Is(refused))
        {
            throw SecondWayInRefused(request, refused.Message.TrimEnd('.'));
        }
    }
}
