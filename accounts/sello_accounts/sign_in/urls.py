"""The addresses of signing in, under the names by which allauth knows them.

Only what there is here: nobody signs up, and nobody changes their own address.
"""

from __future__ import annotations

from django.urls import path

from sello_accounts.sign_in import (
    arrival,
    confirmation,
    entrance,
    factors,
    password_views,
    sessions,
)

urlpatterns = [
    path("", arrival.Home.as_view(), name="account_home"),
    path("entrar/", entrance.SignIn.as_view(), name="account_login"),
    path("entrar/codigo/", entrance.SignInByCode.as_view(), name="mfa_authenticate"),
    path("entrar/llave/", entrance.SignInByKey.as_view(), name="mfa_login_webauthn"),
    path("salir/", entrance.SignOut.as_view(), name="account_logout"),
    path("invitacion/<str:token>/", arrival.Invitation.as_view(), name="account_invitation"),
    path("activar/<str:token>/", arrival.Enrolment.as_view(), name="account_enrolment"),
    path("confirmar/", confirmation.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("confirmar/codigo/", confirmation.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "confirmar/llave/",
        confirmation.ConfirmByKey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("clave/", password_views.ChangePassword.as_view(), name="account_change_password"),
    path(
        "clave/olvidada/", password_views.ForgottenPassword.as_view(), name="account_reset_password"
    ),
    path(
        "clave/olvidada/enviada/",
        password_views.ForgottenPasswordSent.as_view(),
        name="account_reset_password_done",
    ),
    path(
        "clave/nueva/<str:token>/",
        password_views.NewPassword.as_view(),
        name="account_new_password",
    ),
    path("factores/", factors.Factors.as_view(), name="mfa_index"),
    path("factores/aplicacion/", factors.AddApp.as_view(), name="mfa_activate_totp"),
    path("factores/aplicacion/quitar/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("factores/llaves/", factors.keys, name="mfa_list_webauthn"),
    path("factores/llaves/agregar/", factors.AddKey.as_view(), name="mfa_add_webauthn"),
    path(
        "factores/llaves/<int:pk>/quitar/", factors.RemoveKey.as_view(), name="mfa_remove_webauthn"
    ),
    path("factores/llaves/<int:pk>/nombre/", factors.RenameKey.as_view(), name="mfa_edit_webauthn"),
    path("factores/codigos/", factors.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "factores/codigos/nuevos/",
        factors.NewRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("sesiones/", sessions.Sessions.as_view(), name="usersessions_list"),
]
