namespace HoopConnect.Databases.PostgreSql.Server;

/// <summary>
/// All that can hang on a role, by the catalogue and column that holds it, and what we make of it: the one list for drift and removal.
/// What a later version adds is noticed, since a test reads the same from each server's own catalogue.
/// </summary>
internal static class RoleDependencies
{
    /// <summary>The columns of type <c>aclitem[]</c>.</summary>
    public static IReadOnlyDictionary<string, RoleDependency> Privileges { get; } = new Dictionary<string, RoleDependency>
    {
        ["pg_attribute.attacl"] = RoleDependency.Compared,
        ["pg_class.relacl"] = RoleDependency.Compared,
        ["pg_database.datacl"] = RoleDependency.Compared,
        ["pg_default_acl.defaclacl"] = RoleDependency.Compared,
        ["pg_foreign_data_wrapper.fdwacl"] = RoleDependency.Compared,
        ["pg_foreign_server.srvacl"] = RoleDependency.Compared,
        ["pg_language.lanacl"] = RoleDependency.Compared,
        ["pg_largeobject_metadata.lomacl"] = RoleDependency.Compared,
        ["pg_namespace.nspacl"] = RoleDependency.Compared,
        ["pg_parameter_acl.paracl"] = RoleDependency.Compared,
        ["pg_proc.proacl"] = RoleDependency.Compared,
        ["pg_tablespace.spcacl"] = RoleDependency.Compared,
        ["pg_type.typacl"] = RoleDependency.Compared,
        // What an extension's script granted, for pg_dump: a copy of what is in the others.
        ["pg_init_privs.initprivs"] = RoleDependency.Removed,
    };

    /// <summary>The columns that refer to roles.</summary>
    public static IReadOnlyDictionary<string, RoleDependency> References { get; } = new Dictionary<string, RoleDependency>
    {
        ["pg_auth_members.member"] = RoleDependency.Compared,
        ["pg_auth_members.roleid"] = RoleDependency.Compared,
        ["pg_auth_members.grantor"] = RoleDependency.Compared,
        ["pg_db_role_setting.setrole"] = RoleDependency.Compared,
        ["pg_default_acl.defaclrole"] = RoleDependency.Compared,
        ["pg_policy.polroles"] = RoleDependency.Removed,
        ["pg_user_mapping.umuser"] = RoleDependency.Removed,
        ["pg_class.relowner"] = RoleDependency.Owned,
        ["pg_collation.collowner"] = RoleDependency.Owned,
        ["pg_conversion.conowner"] = RoleDependency.Owned,
        ["pg_database.datdba"] = RoleDependency.Owned,
        ["pg_event_trigger.evtowner"] = RoleDependency.Owned,
        ["pg_extension.extowner"] = RoleDependency.Owned,
        ["pg_foreign_data_wrapper.fdwowner"] = RoleDependency.Owned,
        ["pg_foreign_server.srvowner"] = RoleDependency.Owned,
        ["pg_language.lanowner"] = RoleDependency.Owned,
        ["pg_largeobject_metadata.lomowner"] = RoleDependency.Owned,
        ["pg_namespace.nspowner"] = RoleDependency.Owned,
        ["pg_opclass.opcowner"] = RoleDependency.Owned,
        ["pg_operator.oprowner"] = RoleDependency.Owned,
        ["pg_opfamily.opfowner"] = RoleDependency.Owned,
        ["pg_proc.proowner"] = RoleDependency.Owned,
        ["pg_publication.pubowner"] = RoleDependency.Owned,
        ["pg_statistic_ext.stxowner"] = RoleDependency.Owned,
        ["pg_subscription.subowner"] = RoleDependency.Owned,
        ["pg_tablespace.spcowner"] = RoleDependency.Owned,
        ["pg_ts_config.cfgowner"] = RoleDependency.Owned,
        ["pg_ts_dict.dictowner"] = RoleDependency.Owned,
        ["pg_type.typowner"] = RoleDependency.Owned,
    };
}

/// <summary>What we make of something that hangs on a role.</summary>
internal enum RoleDependency
{
    /// <summary>It is compared with what the role should have: drift, taken back, and gone with the role.</summary>
    Compared,

    /// <summary>No privilege of the role's: it goes with the role (DROP OWNED).</summary>
    Removed,

    /// <summary>Its owner: what a role made is its own, and somebody else's when the role is removed.</summary>
    Owned,
}
