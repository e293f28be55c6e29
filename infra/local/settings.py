"""The tables between the caller's environment and the functions' configuration.

What is set in the shell that calls make reaches the functions the way it does in the cloud: secrets through Secrets
Manager, everything else as a parameter of the template. Nothing is inherited.
"""

import json
import os

REGION = "eu-central-1"
DOMAIN = "osool.localhost"

# Variable of the caller → parameter of template.yaml.
PARAMETERS = {
    "ACCESS_TOKEN_EXPIRE_MINUTES": "AccessTokenExpireMinutes",
    "ACCOUNT_PAGE_URL": "AccountPageUrl",
    "ALARM_EMAIL": "AlarmEmail",
    "ANTHROPIC_BASE_URL": "AnthropicBaseUrl",
    "CHAT_MODELS": "ChatModels",
    "COST_LIMIT_POLICY": "CostLimitPolicy",
    "DAILY_COST_LIMIT": "DailyCostLimit",
    "DAILY_MAIL_LIMIT": "DailyMailLimit",
    "DAILY_NEWS_SMS_LIMIT": "DailyNewsSmsLimit",
    "DAILY_SMS_LIMIT": "DailySmsLimit",
    "DEPOSIT_PERCENT": "DepositPercent",
    "DISCOUNT_ANNUAL_RATE": "DiscountAnnualRate",
    "EMBEDDING_MODEL": "EmbeddingModel",
    "FROM_EMAIL": "FromEmail",
    "FRONTEND_URL": "FrontendUrl",
    "GOOGLE_BASE_URL": "GoogleBaseUrl",
    "GOOGLE_CLIENT_ID": "GoogleClientId",
    "LOG_LEVEL": "LogLevel",
    "MODEL_PRICES": "ModelPrices",
    "MONTHLY_COST_LIMIT": "MonthlyCostLimit",
    "MORTGAGE_ANNUAL_RATE": "MortgageAnnualRate",
    "OPENAI_BASE_URL": "OpenaiBaseUrl",
    "PAYMOB_BASE_URL": "PaymobBaseUrl",
    "RATE_LIMIT_PER_HOUR": "RateLimitPerHour",
    "RATE_LIMIT_PER_MINUTE": "RateLimitPerMinute",
    "RATE_LIMIT_SCALE": "RateLimitScale",
    "REGISTRY_ADDRESS": "RegistryAddress",
    "REGISTRY_CHAIN_ID": "RegistryChainId",
    "REGISTRY_MOST_GWEI": "RegistryMostGwei",
    "SENDGRID_BASE_URL": "SendgridBaseUrl",
    "SENTRY_DSN": "SentryDsn",
    "SESSION_COST_LIMIT": "SessionCostLimit",
    "TWILIO_BASE_URL": "TwilioBaseUrl",
    "WALLET_CHAIN_ID": "WalletChainId",
}

# Secret of template.yaml → the variables that it holds, as one JSON object.
SECRETS = {
    "ModelsSecret": ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
    "MessagesSecret": ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "SENDGRID_API_KEY"],
    "PaymentsSecret": [
        "PAYMOB_SECRET_KEY",
        "PAYMOB_PUBLIC_KEY",
        "PAYMOB_API_KEY",
        "PAYMOB_HMAC_SECRET",
        "PAYMOB_INTEGRATION_ID",
        "PAYMOB_OWNER_ID",
    ],
    "ChainSecret": ["BLOCKCHAIN_RPC_URL"],
    "RecorderSecret": ["RECORDER_KEY"],
}

# Secret of template.yaml that is a single key → the variable that replaces the generated one.
KEYS = {
    "SigningKeySecret": "JWT_SECRET_KEY",
    "AdminKeySecret": "ADMIN_API_KEY",
    "IdentityKeySecret": "IDENTITY_KEY",
}


def parameters(caller: dict[str, str], page: str) -> dict[str, str]:
    """The template's parameters on this machine, where the console's page is at this address."""
    given = {parameter: caller[name] for name, parameter in PARAMETERS.items() if caller.get(name)}
    return {
        "Stage": "local",
        "DomainName": DOMAIN,
        "CertificateArn": f"arn:aws:acm:{REGION}:000000000000:certificate/local",
        "FrontendUrl": "http://localhost:3000",
        "AccountPageUrl": page,
        # Mail goes no further than the emulator, which shows it at /_ministack/ses/messages.
        "AlarmEmail": "operators@osool.localhost",
        "FromEmail": "amr@osool.localhost",
        **given,
    }


def secrets(caller: dict[str, str]) -> dict[str, str]:
    """The values of the secrets that the caller's environment fills, as Secrets Manager keeps them."""
    values = {}
    for secret, names in SECRETS.items():
        given = {name: caller[name] for name in names if caller.get(name)}
        if given:
            values[secret] = json.dumps(given)
    for secret, name in KEYS.items():
        if caller.get(name):
            values[secret] = caller[name]
    return values


def clients(api_port: int) -> dict[str, str]:
    """What a program needs in its environment to speak to the emulator instead of AWS."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{api_port}",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        # Never the caller's account: neither files nor the instance's own credentials.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        # A proxy of the caller's has no business between two programs on one machine.
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1,localhost,.localhost"])),
    }
